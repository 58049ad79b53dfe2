import { linked, mappingOf, rowOf } from './merge.fixture';
import { planRecord } from './plan-record';
import type { PlanInput } from './types';

/** A person has typed "agreed" where the two sides differ; another field was changed on the left. */
function decided(left: string, right: string, more: Partial<PlanInput> = {}): PlanInput {
	const rows = [rowOf('title', 'askPerson'), rowOf('city', 'newestWins')];
	const input = linked(rows, { title: 'old', city: 'Oslo' }, { left: { title: left, city: 'Bergen' }, right: { title: right, city: 'Oslo' } }, more);
	return { ...input, link: { ...(input.link as NonNullable<PlanInput['link']>), decided: { title: 'agreed' } } };
}

describe('a value that a person typed', () => {
	it('is written to the target, which gives it back to the source; other fields go their own way', () => {
		expect(planRecord(decided('l', 'r'))).toMatchObject({ action: 'update', write: { title: 'agreed', city: 'Bergen' }, repair: ['title'], ask: [], decided: ['title'], settle: ['title', 'city'] });
		expect(planRecord(decided('l', 'r', { side: 'right' }))).toMatchObject({ write: { title: 'agreed' }, repair: expect.arrayContaining(['title']), decided: ['title'] });
	});

	it('is not written where it stands already, and done with when it stands on both sides', () => {
		expect(planRecord(decided('l', 'agreed'))).toMatchObject({ write: { city: 'Bergen' }, repair: ['title'], decided: ['title'] });
		expect(planRecord(decided('agreed', 'agreed'))).toMatchObject({ write: { city: 'Bergen' }, repair: [], decided: ['title'] });
	});

	it('stays to be written where the target’s records may not be changed', () => {
		const input = decided('l', 'r');
		const plan = planRecord({ ...input, mapping: mappingOf(input.mapping.rows, { update: { left: true, right: false } }) });
		expect(plan).toMatchObject({ action: 'none', reason: 'update-not-allowed', write: {}, repair: [] });
		expect(plan).not.toHaveProperty('decided');
	});

	it('of a row that was not read waits for it', () => {
		const input = decided('l', 'r');
		expect(planRecord({ ...input, source: { city: 'Bergen' } })).not.toHaveProperty('decided');
	});
});
