/** A table's own entry: names that every object has from birth (`constructor`) are none. Outside words may be any text. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
