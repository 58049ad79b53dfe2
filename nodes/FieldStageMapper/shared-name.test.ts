import { tellSharedName } from './shared-name';

const said = (syncName: string, connections: string[]): string[] => {
	const hints: string[] = [];
	tellSharedName({ addExecutionHints: (...given: Array<{ message: string }>) => void hints.push(...given.map(({ message }) => message)) }, { syncName }, connections);
	return hints;
};

describe('mappers of one name', () => {
	it('of two portals are told that they share what people answer, and how to keep it apart', () => {
		expect(said('', ['00D1~111', '00D1~222'])).toEqual([expect.stringContaining('(00D1 ⇄ 111, 00D1 ⇄ 222)')]);
		expect(said('', ['00D1~111', '00D1~222'])[0]).toContain('Sync Name');
	});

	it('of one portal, or with a sync name, hear nothing', () => {
		expect([...said('', ['00D1~111']), ...said('', []), ...said('emea', ['00D1~111', '00D1~222'])]).toEqual([]);
	});
});
