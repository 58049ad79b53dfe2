import isEqual from 'lodash/isEqual';

import type { SandboxClock } from '../../common/clock';
import type { Random } from '../../common/random';
import type { Assumptions } from '../assumptions';
import { invalidField, notFound } from '../errors';
import { customFieldInput, type CustomFieldDefinition } from '../schema/customFields';
import { blankValue, STANDARD_FIELDS } from '../schema/fields';
import {
	DERIVED_FIELDS,
	OBJECT_NAMES,
	OBJECT_WORDS,
	type ObjectName,
	type PactRecord,
	type Values,
} from '../schema/objects';
import type { Pipeline, Stage } from '../schema/pipelines';
import { BodyValidator, parseBody } from '../schema/validate';
import { seedCustomFields, seedPipelines, seedUsers, type PactUser } from '../seed';
import { ActivityFeed, type Activity } from './activityFeed';
import { announce, type Change, type WorkspaceEvent } from './announce';
import { RecordTable } from './recordTable';
import { applyRules } from './rules';

/** Who makes a change, and through which door. */
export interface Author {
	/** E-mail of a person. */
	readonly actor: string;
	readonly source: 'api' | 'manual';
}

/** The parts of a feed entry that its author chooses. */
export type ActivityInput = Partial<Omit<Activity, 'public_id' | 'created_at'>> & Pick<Activity, 'type' | 'actor'>;

/** Everything a workspace holds, and the only way to change it. */
export class Workspace {
	readonly tables: Readonly<Record<ObjectName, RecordTable>> = {
		companies: new RecordTable(),
		contacts: new RecordTable(),
		opportunities: new RecordTable(),
	};
	readonly feed = new ActivityFeed();
	readonly users: readonly PactUser[];
	readonly pipelines: Pipeline[];
	readonly customFields: CustomFieldDefinition[] = seedCustomFields();
	/** Ids of contacts erased for good through the API. A sync must leave this empty. */
	readonly erasures: string[] = [];
	/** Losers of merges by their ids: no list shows them, and each names its winner. */
	private readonly mergedAway = new Map<string, PactRecord>();
	readonly trackingEvents: Values[] = [];
	private readonly trackingKeys = new Set<string>();
	private readonly validators = new Map<ObjectName, BodyValidator>();
	private nextId = 1;

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
		readonly assumptions: Assumptions,
		private readonly onEvent: (event: WorkspaceEvent) => void,
	) {
		this.users = seedUsers(random);
		this.pipelines = seedPipelines(random);
	}

	/** @throws PactError 404 */
	get(object: ObjectName, publicId: string): PactRecord {
		const record = this.tables[object].get(publicId);
		if (!record) throw notFound(`This ${OBJECT_WORDS[object].singular}`);
		return record;
	}

	/** A record as it is answered by its id, also one that was merged away. @throws PactError 404 */
	shown(object: ObjectName, publicId: string): PactRecord {
		return this.mergedAway.get(publicId) ?? this.get(object, publicId);
	}

	/**
	 * Merges two records: the winner keeps its values, gets those that it lacks, and names the loser; so does the event. That there is such
	 * a thing in Pact, and how it tells, is an assumption of this sandbox. @throws PactError 404
	 */
	merge(object: ObjectName, winnerId: string, loserId: string, author: Author): PactRecord {
		const [winner, loser] = [this.get(object, winnerId), this.get(object, loserId)];
		this.tables[object].remove(loserId);
		this.mergedAway.set(loserId, { ...loser, merged_into: winnerId, updated_at: this.laterThan(loser.updated_at) });
		const lacking = Object.entries(loser).filter(([field, value]) => value !== null && (winner[field] ?? null) === null);
		const mergedFrom = [...((winner['merged_from'] as string[] | undefined) ?? []), loserId];
		this.tables[object].assign(winner, { ...Object.fromEntries(lacking), merged_from: mergedFrom, updated_at: this.laterThan(winner.updated_at) });
		this.onEvent({ type: `${OBJECT_WORDS[object].event}.merged`, record: winner, actor: author.actor });
		return winner;
	}

	/** A new stage at the end of a pipeline. */
	addStage(pipeline: Pipeline, stage: Pick<Stage, 'name' | 'type' | 'probability'>): Stage {
		const added = { public_id: this.random.uuid(), ...stage, position: pipeline.stages.length };
		this.pipelines[this.pipelines.indexOf(pipeline)] = { ...pipeline, stages: [...pipeline.stages, added] };
		return added;
	}

	/** @throws PactError 409 or 422 */
	create(object: ObjectName, body: unknown, author: Author): PactRecord {
		const given = this.validator(object).create(body);
		const { consent_proof: proof, ...values } = applyRules(object, this, { given, current: undefined });
		const now = this.clock.now().toISOString();
		const blank = [...Object.keys(STANDARD_FIELDS[object]), ...DERIVED_FIELDS[object]]
			.filter((field) => field !== 'consent_proof')
			.map((field) => [field, blankValue(field)]);
		const record = {
			id: this.nextId++,
			public_id: this.random.uuid(),
			...Object.fromEntries(blank),
			...values,
			custom_fields: withoutCleared(values['custom_fields'] as Values | undefined),
			created_at: now,
			updated_at: now,
		} as PactRecord;
		this.tables[object].insert(record);
		this.tell({ object, record, ...author, ...this.stageType(object, record), consentProof: proof as string });
		return record;
	}

	/**
	 * Changes the fields given and leaves the others. `null` clears.
	 * @throws PactError 404, 409 or 422
	 */
	update(object: ObjectName, publicId: string, body: unknown, author: Author): PactRecord {
		const record = this.get(object, publicId);
		const given = this.validator(object).update(body);
		const {
			consent_proof: proof,
			custom_fields: custom,
			...values
		} = applyRules(object, this, {
			given,
			current: record,
		});
		for (const [field, value] of Object.entries(values)) if (value === null) values[field] = blankValue(field);
		if (custom === null) values['custom_fields'] = {};
		else if (custom) values['custom_fields'] = withoutCleared({ ...record.custom_fields, ...(custom as Values) });
		const changed = Object.keys(values).filter((field) => !isEqual(values[field], record[field]));
		if (changed.length === 0 && !this.assumptions.noopUpdateTouches) return record;
		const previous = Object.fromEntries(changed.map((field) => [field, record[field]]));
		this.tables[object].assign(record, { ...values, updated_at: this.laterThan(record.updated_at) });
		this.tell({
			object,
			record,
			previous,
			...author,
			...this.stageType(object, record),
			consentProof: proof as string,
		});
		return record;
	}

	/** Takes a record away, with what points to it. Used for erasure and for deletes by hand. @throws PactError 404 */
	remove(object: ObjectName, publicId: string, author: Author): PactRecord {
		const record = this.get(object, publicId);
		this.tables[object].remove(publicId);
		this.detach(object, publicId, author);
		if (object === 'contacts') this.feed.eraseContact(publicId);
		else this.log({ type: `${OBJECT_WORDS[object].event}.deleted`, actor: author.actor, ...relation(object, record) });
		this.onEvent({ type: `${OBJECT_WORDS[object].event}.deleted`, record, actor: author.actor });
		return record;
	}

	/** The documented GDPR erasure: permanent, and remembered so that a test can see that it never happens. */
	erase(publicId: string, author: Author): void {
		this.remove('contacts', publicId, author);
		this.erasures.push(publicId);
	}

	/** Appends to the feed; with a `dedupe_key` that was used before it answers the earlier entry. */
	log(input: ActivityInput): { activity: Activity; repeated: boolean } {
		const earlier = input.dedupe_key ? this.feed.withDedupeKey(input.dedupe_key) : undefined;
		if (earlier) return { activity: earlier, repeated: true };
		const now = this.clock.now().toISOString();
		const activity: Activity = {
			public_id: this.random.uuid(),
			type: input.type,
			occurred_at: input.occurred_at ?? now,
			created_at: now,
			contact_id: input.contact_id ?? null,
			company_id: input.company_id ?? null,
			opportunity_id: input.opportunity_id ?? null,
			actor: input.actor,
			payload: input.payload ?? {},
			dedupe_key: input.dedupe_key ?? null,
		};
		this.feed.append(activity);
		return { activity, repeated: false };
	}

	/** Logs something that happened to a record without changing it, such as `email.opened`, and sends it as an event. */
	logAndPublish(input: ActivityInput): Activity {
		const { activity, repeated } = this.log(input);
		if (!repeated) this.onEvent({ type: input.type, record: { ...activity }, actor: input.actor });
		return activity;
	}

	/** Keeps a tracking event; false when its `dedupe_key` was used before (documented: a repeat is ignored). */
	track(event: Values): boolean {
		const key = event['dedupe_key'];
		if (typeof key === 'string') {
			if (this.trackingKeys.has(key)) return false;
			this.trackingKeys.add(key);
		}
		this.trackingEvents.push(event);
		return true;
	}

	/** Adds a custom field. @throws PactError 422, also when the key exists: keys are immutable */
	addCustomField(input: unknown): CustomFieldDefinition {
		const definition = parseBody(customFieldInput, input);
		if (this.customFields.some((field) => field.object === definition.object && field.key === definition.key)) {
			throw invalidField('key', 'duplicate', `Custom field '${definition.key}' exists already.`);
		}
		this.customFields.push(definition);
		this.validators.delete(definition.object);
		return definition;
	}

	private validator(object: ObjectName): BodyValidator {
		const known = this.validators.get(object);
		if (known) return known;
		const definitions = this.customFields.filter((field) => field.object === object);
		const validator = new BodyValidator(object, definitions);
		this.validators.set(object, validator);
		return validator;
	}

	private tell(change: Change): void {
		const { activities, events } = announce(change);
		const links = relation(change.object, change.record);
		for (const { type, payload } of activities) this.log({ type, payload, actor: change.actor, ...links });
		for (const event of events) this.onEvent(event);
	}

	private stageType(object: ObjectName, record: PactRecord): Pick<Change, 'stageType'> {
		if (object !== 'opportunities') return {};
		const pipeline = this.pipelines.find((candidate) => candidate.name === record['pipeline']);
		return { stageType: pipeline?.stages.find((stage) => stage.name === record['stage'])?.type };
	}

	/** Every change moves `updated_at`, also when the clock stands still. */
	private laterThan(stamp: string): string {
		return new Date(Math.max(this.clock.now().getTime(), Date.parse(stamp) + 1)).toISOString();
	}

	private detach(object: ObjectName, publicId: string, author: Author): void {
		if (object === 'opportunities') return;
		for (const pointing of OBJECT_NAMES) {
			for (const record of this.tables[pointing].all()) {
				const values = withoutReference(object, publicId, record);
				if (values) this.update(pointing, record.public_id, values, author);
			}
		}
	}
}

/** The fields of a record that lose a reference, or nothing when it does not point there. */
function withoutReference(object: ObjectName, publicId: string, record: PactRecord): Values | undefined {
	if (object === 'companies') return record['company_id'] === publicId ? { company_id: null } : undefined;
	const contacts = record['contact_ids'];
	if (!Array.isArray(contacts) || !contacts.includes(publicId)) return undefined;
	return { contact_ids: contacts.filter((id) => id !== publicId) };
}

/** Custom fields without those that were cleared: an answer carries the keys that hold a value. */
const withoutCleared = (custom: Values | undefined): Values =>
	Object.fromEntries(Object.entries(custom ?? {}).filter(([, value]) => value !== null));

/** Which feed a change of this record shows up in. */
function relation(
	object: ObjectName,
	record: PactRecord,
): Pick<ActivityInput, 'contact_id' | 'company_id' | 'opportunity_id'> {
	const company = (record['company_id'] as string | null | undefined) ?? null;
	if (object === 'companies') return { company_id: record.public_id };
	if (object === 'contacts') return { contact_id: record.public_id, company_id: company };
	return { opportunity_id: record.public_id, company_id: company };
}
