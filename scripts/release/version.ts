const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** The version that follows: `major`, `minor`, `patch`, or a version of its own, which must be a later one. */
export function nextVersion(current: string, wanted: string): string {
	const [major, minor, patch] = parts(current);
	if (wanted === 'major') return `${major + 1}.0.0`;
	if (wanted === 'minor') return `${major}.${minor + 1}.0`;
	if (wanted === 'patch') return `${major}.${minor}.${patch + 1}`;
	if (!isLater(parts(wanted), [major, minor, patch])) throw new Error(`${wanted} is not later than ${current}.`);
	return wanted;
}

type Parts = [major: number, minor: number, patch: number];

function parts(version: string): Parts {
	const match = VERSION.exec(version);
	if (match === null) throw new Error(`"${version}" is no version: say major, minor, patch, or three numbers such as 1.2.0.`);
	return [Number(match[1]), Number(match[2]), Number(match[3])];
}

function isLater(one: Parts, other: Parts): boolean {
	const at = one.findIndex((part, index) => part !== other[index]);
	return at !== -1 && one[at]! > other[at]!;
}
