import { unreleased, withRelease } from './changelog';
import { nextVersion } from './version';

const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A node.\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n';

describe('the next version', () => {
	it.each([
		['patch', '1.2.4'],
		['minor', '1.3.0'],
		['major', '2.0.0'],
		['1.10.0', '1.10.0'],
	])('after 1.2.3, %s is %s', (wanted, version) => expect(nextVersion('1.2.3', wanted)).toBe(version));

	it.each(['1.2.3', '1.2.2', '0.9.9'])('cannot be %s, which is not later', (wanted) => expect(() => nextVersion('1.2.3', wanted)).toThrow(/not later than 1\.2\.3/));

	it.each(['big', '1.2', 'v1.3.0', ''])('is not called "%s"', (wanted) => expect(() => nextVersion('1.2.3', wanted)).toThrow(/is no version/));
});

describe('the changelog of a release', () => {
	it('has what was unreleased under the version and the day, and room for what comes', () => {
		const released = withRelease(CHANGELOG, '0.2.0', '2026-02-01');
		expect(released).toContain('## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n### Added\n\n- A node.\n\n## [0.1.0]');
		expect(unreleased(released)).toBe('');
	});

	it('is not made of nothing, nor twice', () => {
		expect(() => withRelease(withRelease(CHANGELOG, '0.2.0', '2026-02-01'), '0.3.0', '2026-02-02')).toThrow(/nothing under "Unreleased"/);
		expect(() => withRelease(CHANGELOG, '0.1.0', '2026-02-01')).toThrow(/already/);
	});

	it('needs its heading', () => expect(() => unreleased('# Changelog')).toThrow(/no heading/));
});
