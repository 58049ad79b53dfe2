import type { SystemName } from '../../engine/model';
import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { call, customer, mailing, pair, parents, told } from '../support/pairs/activities';
import { Canvas } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(300_000);

describe('a crash between the write and its commit', () => {
	it.each<[string, SystemName, SystemName, string]>([
		['Salesforce → Pact: the dedupe key makes the second try answer the first entry', 'salesforce', 'pact', 'Task'],
		['Pact → Salesforce: the task is found by the id that it carries', 'pact', 'salesforce', 'Task'],
		['Pact → HubSpot: the e-mail is found by the id that it carries', 'pact', 'hubspot', 'emails'],
	])('%s', async (_name, source, target, object) => {
		const world = await ThreeSandboxes.start();
		const here = await customer(world, source);
		await addIdFields(world);
		const crm = source === 'pact' ? target : source;
		const canvas = await Canvas.start({
			systems: { [crm]: world.connect(crm), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [...parents(crm, 'pact'), pair([crm, object], ['pact', 'activities'])],
		});
		try {
			await canvas.settle();
			let crashes = 0;
			const commit = canvas.store.commit.bind(canvas.store);
			canvas.store.commit = async (commits, unlock) => {
				const made = commits.some(({ link, change }) => link !== undefined && [object, 'activities'].includes(change.object) && link.id === undefined);
				if (made && crashes === 0) {
					crashes += 1;
					throw new Error('The process died here.');
				}
				await commit(commits, unlock);
			};
			if (source === 'salesforce') await world.screen('salesforce').create('Task', { Subject: 'Once', TaskSubtype: 'Call', Status: 'Completed', WhoId: here.contact });
			else await mailing(world, here.contact, 'email.sent');
			await expect(canvas.settle()).rejects.toThrow('The process died here.');
			world.time.advance(60 * 60_000);
			await canvas.settle();
			expect(crashes).toBe(1);
			expect(target === 'pact' ? told(world) : await world.screen(target).all(object)).toHaveLength(1);
			expect(canvas.outcomes.filter(({ outcome }) => outcome === 'conflict' || outcome === 'failed')).toEqual([]);
		} finally {
			await canvas.stop();
			await world.stop();
		}
	});
});

/** The fields that an administrator makes for the ids of Pact's entries. */
async function addIdFields(world: ThreeSandboxes): Promise<void> {
	await call(world, 'salesforce', 'PUT', 'schema', { object: 'Task', field: 'Pact_Id__c', type: 'string', length: 36 });
	const response = await fetch(`${world.hubspot.url}/crm/v3/properties/emails`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${DEMO_TOKENS.full}` },
		body: JSON.stringify({ name: 'pact_id', label: 'Pact ID', type: 'string', fieldType: 'text', groupName: 'emailinformation', hasUniqueValue: true }),
	});
	expect(response.ok).toBe(true);
}
