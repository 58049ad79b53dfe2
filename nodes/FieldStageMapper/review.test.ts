import { mapRecord } from '../../engine/mapping';
import { compileSides, hubspotDeals, opportunities } from '../../engine/mapping/compile/hubspot.fixture';
import type { Mapping } from '../../engine/model';
import type { OpenReview } from '../../engine/run/store-port';
import { createValueQuestions } from './review';
import { settleAnswered } from './settle-answered';

const schemas = { left: hubspotDeals, right: opportunities };
const { mapping } = compileSides(hubspotDeals, opportunities);
const source = { system: 'hubspot' as const, connection: '77', object: 'deals', id: '1' };

it('a question about a HubSpot stage names it as people do, beside the id that the answer is kept under', () => {
	const questions = createValueQuestions(mapping, schemas, 'left');
	const { held } = mapRecord(mapping, 'left', { dealstage: '98001', pipeline: '7301' });
	questions.add(held, source, 0);
	questions.add(held, { ...source, id: '2' }, 1);
	const [question, ...others] = questions.all();
	expect(others).toEqual([]);
	expect(question).toMatchObject({ items: [0, 1], review: { details: { field: 'dealstage', value: '98001', valueLabel: 'Renewal due', choices: ['Qualified', 'Contract sent', 'Closed won'] } } });
});

it('a choice is named as people do, too, in the order of the choices', () => {
	const questions = createValueQuestions(mapping, schemas, 'right');
	questions.add(mapRecord(mapping, 'right', { owner: 'other@acme.example' }).held, source, 0);
	const { details } = questions.all()[0]?.review ?? {};
	expect(details).toMatchObject({ choices: ['amara@acme.example', 'ida@acme.example'], choiceLabels: ['Amara Okafor', 'Ida Integration'] });
	expect(details).not.toHaveProperty('valueLabel');
});

describe('a question about a private field', () => {
	const hidden = (values?: Array<[string, string]>): Mapping => ({
		...mapping,
		rows: mapping.rows.map((row) => (row.left !== 'dealstage' || row.lens.kind !== 'picklist' ? row : { ...row, private: true, lens: { ...row.lens, values: values ?? row.lens.values } })),
	});
	const asked = (of: Mapping) => {
		const questions = createValueQuestions(of, schemas, 'left');
		for (const [index, dealstage] of ['98001', '98009'].entries()) questions.add(mapRecord(of, 'left', { dealstage, pipeline: '7301' }).held, source, index);
		return questions.all();
	};
	const settledBy = async (of: Mapping, review: object): Promise<string[]> => {
		const settled: string[] = [];
		const open = [{ id: '1', firstSeen: '', count: 1, ...review } as OpenReview];
		await settleAnswered(of, { openReviews: async () => open, settleValues: async (_pair, keys) => void settled.push(...keys) });
		return settled;
	};

	it('is one for the row and shows no value', () => {
		const [question, ...others] = asked(hidden());
		expect(others).toEqual([]);
		expect(question).toMatchObject({ items: [0, 1], review: { details: { field: 'dealstage', hidden: true }, source } });
		expect(question?.review.message).toContain('The field is private, so the value is not shown');
		expect(JSON.stringify(question)).not.toMatch(/9800[19]|Renewal/);
	});

	it('closes when the row has other partners, is private no more, or is gone, and not before', async () => {
		const review = asked(hidden())[0]?.review ?? {};
		const { key } = review as { key: string };
		expect(await settledBy(hidden(), review)).toEqual([]);
		expect(await settledBy(hidden([['98001', 'Qualified']]), review)).toEqual([key]);
		expect(await settledBy(mapping, review)).toEqual([key]);
		expect(await settledBy({ ...mapping, rows: [] }, review)).toEqual([key]);
	});

	it('takes the place of those that showed values', async () => {
		const shown = asked(mapping).map(({ review }) => review);
		expect(shown).toHaveLength(2);
		expect(await settledBy(hidden(), shown[0] ?? {})).toEqual([shown[0]?.key]);
	});
});
