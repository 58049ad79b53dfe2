import { mapRecord } from '../../engine/mapping';
import { compileSides, hubspotDeals, opportunities } from '../../engine/mapping/compile/hubspot.fixture';
import { createValueQuestions } from './review';

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
