import { at, jobOf, linkWith, mappingWith, RIGHT, rowOf } from './job.fixture';
import { whoAndWhen } from './who-and-when';

const mapping = mappingWith(rowOf('title', { rule: 'askPerson' }));
const conflict = (side: 'left' | 'right' = 'left') => {
	const job = jobOf(side, { mapping, record: { id: 'x', fields: {}, modifiedAt: at(3), changedBy: 'Bea Target' } });
	job.item.change.changedBy = 'Ann Source';
	return job;
};

describe('who and when, for a question about a field', () => {
	it.each(['left', 'right'] as const)('is told of both records, as they came from the %s', (side) => {
		const [own, other] = side === 'left' ? (['left', 'right'] as const) : (['right', 'left'] as const);
		expect(whoAndWhen(conflict(side), 'title')).toEqual({
			[`${own}At`]: at(5), [`${own}AtOf`]: 'record', [`${own}By`]: 'Ann Source',
			[`${other}At`]: at(3), [`${other}AtOf`]: 'record', [`${other}By`]: 'Bea Target',
		});
	});

	it('is told of the field where the history tells, and not who changed something else of the record', () => {
		const job = { ...conflict(), fieldTimes: { title: { at: at(1), by: 'Cy Field' } } };
		job.item.change.fieldTimes = { title_l: at(2) };
		const told = whoAndWhen(job, 'title');
		expect(told).toEqual({ leftAt: at(2), leftAtOf: 'field', rightAt: at(1), rightAtOf: 'field', rightBy: 'Cy Field' });
		job.item.change.fieldTimes = { title_l: at(5) };
		expect(whoAndWhen(job, 'title')).toMatchObject({ leftAt: at(5), leftBy: 'Ann Source' });
	});

	it('names nobody where no system tells who it was', () => {
		const job = jobOf('left', { mapping });
		expect(whoAndWhen(job, 'title')).toEqual({ leftAt: at(5), leftAtOf: 'record', rightAt: at(0), rightAtOf: 'record' });
	});

	it('does not take the user of a write of ours for who made the value', () => {
		const wrote = linkWith({ id: '2', left: { ...RIGHT, system: 'hubspot', connection: '1', object: 'contacts', id: 'h' }, right: { ...RIGHT, id: 'x' }, leftModifiedAt: at(1), rightModifiedAt: at(3), wrote: { right: at(3) }, changed: { left: at(1) } });
		const told = whoAndWhen({ ...conflict(), otherLinks: { source: [], target: [wrote] } }, 'title');
		expect(told).toMatchObject({ rightAt: at(1), rightAtOf: 'record' });
		expect(told).not.toHaveProperty('rightBy');
	});
});
