import type { SystemName } from '../../engine/model';
import type { SyncTemplate } from './sync';
import { SYSTEMS } from './systems';

const REVIEW = `### 4. What needs a person
Questions and refusals arrive at **To review**. Put a Slack, e-mail or task node behind it to be told.

Nothing here has to be saved: what waits is kept by the sync, and comes again.`;

/** What every sync template says alike; `what` is the sentence under its title, `toDo` one more step before it runs. */
export function syncNotes(
	template: Pick<SyncTemplate, 'name' | 'left' | 'right' | 'direction'>,
	said: { what: string; toDo?: string; triggers?: string; mappers?: string },
): SyncTemplate['notes'] {
	const [left, right] = [SYSTEMS[template.left].name, SYSTEMS[template.right].name];
	const both = template.direction === 'both';
	const upserts = both ? `*${right} Upsert* and *${left} Upsert*` : `*${template.direction === 'right to left' ? left : right} Upsert*`;
	const steps = [
		`**Credentials.** Open each node with a red mark and choose your own. The template says *${left} (sandbox)* and *${right} (sandbox)*.`,
		...(said.toDo === undefined ? [] : [said.toDo]),
		`**Look first.** Add the option *Dry Run: Always* in ${upserts}, then press *Execute workflow*. You see a few real records on their way, and nothing is written. Or choose *Until Somebody Says Go* and publish: the view *Dry Runs* of the Sync Console page shows what would happen to all records, and has a button for *Go*.`,
		'**Publish**, without a dry run or with *Until Somebody Says Go*. The first run goes through everything: what exists on both sides is adopted (by e-mail address, website domain or a kept id) and never doubled; after that only changes travel.',
	];
	return {
		start: `## ${template.name}

${said.what} Nothing is created twice, and nothing is lost when n8n restarts.

### Before you publish
${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}

### Then
Look at **To review** from time to time: values without a partner, records that match two, refusals. What waits there is caught up by itself as soon as its cause is settled.`,
		triggers: `### 1. What changed
One output for each object, parents first.

**Change here**
- *Start From*: *Everything* copies what you have. *New Changes Only* is the careful choice.
- *Poll Every*: how fast changes travel, and what it costs in API calls.${said.triggers ?? ''}`,
		mappers: `### 2. Which field goes where
Each mapper is one table${both ? ' for both directions' : ''}: left field, right field, rule. The rows you see are the important ones; **Auto-Map** adds the other fields that are known to belong together, and your custom fields of the same name.

**Change here**
- Add a row for a field of your own, or the rule *Do Not Sync* to keep one out.
- **Values & Stages** pairs stages whose names differ. Same names pair by themselves.${both ? '\n- **Rule** says who wins where both sides were changed: left, right, the newest, or a person.' : ''}${said.mappers ?? ''}`,
		upserts: `### 3. Write
Finds the right record (link, kept id, e-mail, website domain), compares field by field and writes only what differs. Every record ends on **Done**, **Review** or **Failed**, with the reason.

**Change here**
- *Dry Run* to look without writing: at a few records, or at the whole first sync before it goes live.
- *Maximum Creates per Run* as a safety net.`,
		review: REVIEW,
	};
}

/** "Salesforce ⇄ Pact" */
export const arrow = (left: SystemName, right: SystemName, direction: SyncTemplate['direction']): string =>
	`${SYSTEMS[left].name} ${direction === 'both' ? '⇄' : direction === 'right to left' ? '←' : '→'} ${SYSTEMS[right].name}`;
