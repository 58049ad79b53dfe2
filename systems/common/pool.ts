/** Works through the items with so many at a time; answers the results in the items' order. The first rejection is thrown. */
export async function inPool<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = new Array<R>(items.length);
	const rest = items.entries();
	const worker = async (): Promise<void> => {
		// All workers draw from one iterator, so that each item is taken once.
		for (const [index, item] of rest) results[index] = await work(item);
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	return results;
}
