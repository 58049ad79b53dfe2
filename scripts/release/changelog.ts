/** The part of CHANGELOG.md that is not released yet. */
const UNRELEASED = '## [Unreleased]';

/** What has changed since the last release; empty when nobody wrote a line. */
export function unreleased(changelog: string): string {
	const at = changelog.indexOf(UNRELEASED);
	if (at === -1) throw new Error(`CHANGELOG.md has no heading "${UNRELEASED}".`);
	const rest = changelog.slice(at + UNRELEASED.length);
	const next = rest.search(/^## \[/m);
	return (next === -1 ? rest : rest.slice(0, next)).trim();
}

/** The changelog with what was unreleased under the version's own heading, and an empty part for what comes. `date`: yyyy-mm-dd. */
export function withRelease(changelog: string, version: string, date: string): string {
	if (unreleased(changelog) === '') throw new Error('CHANGELOG.md has nothing under "Unreleased": write what changed for a user first.');
	if (changelog.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has a part for ${version} already.`);
	return changelog.replace(UNRELEASED, () => `${UNRELEASED}\n\n## [${version}] - ${date}`);
}
