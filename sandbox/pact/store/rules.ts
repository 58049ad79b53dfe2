import type { Assumptions } from '../assumptions';
import { invalidField, PactError } from '../errors';
import type { ObjectName, PactRecord, Values } from '../schema/objects';
import { forecastCategory, type Pipeline, type Stage } from '../schema/pipelines';
import type { PactUser } from '../seed';
import type { RecordTable } from './recordTable';

/** What the rules may look at. */
interface RuleContext {
	readonly assumptions: Readonly<Assumptions>;
	readonly tables: Readonly<Record<ObjectName, RecordTable>>;
	readonly pipelines: readonly Pipeline[];
	readonly users: readonly PactUser[];
}

/** A write that is being checked: the fields given, and the record before it (absent on create). */
export interface Write {
	readonly given: Values;
	readonly current: PactRecord | undefined;
}

type Rule = (context: RuleContext, write: Write) => Values;

/** Each rule answers the fields to store in addition to those given, or throws a PactError. */
const RULES: Readonly<Record<ObjectName, readonly Rule[]>> = {
	companies: [requiredNameKept],
	contacts: [contactName, uniqueEmail, consentNeverRelaxed, knownCompany, knownOwner],
	opportunities: [requiredNameKept, stageOfPipeline, knownCompany, knownContacts, knownOwner],
};

/** Applies the rules of an object to a write. */
export function applyRules(object: ObjectName, context: RuleContext, write: Write): Values {
	return RULES[object].reduce<Values>((values, rule) => ({ ...values, ...rule(context, write) }), { ...write.given });
}

function requiredNameKept(_context: RuleContext, { given }: Write): Values {
	if (given['name'] === null) throw invalidField('name', 'required', "Field 'name' cannot be cleared.");
	return {};
}

/** A name is kept as given; given in parts only, it is put together from them. */
function contactName(_context: RuleContext, { given, current }: Write): Values {
	if (typeof given['name'] === 'string' && given['name'].trim() !== '') return {};
	if (given['name'] === undefined && given['first_name'] === undefined && given['last_name'] === undefined && current) {
		return {};
	}
	const parts = ['first_name', 'last_name'].map((part) => (given[part] === undefined ? current?.[part] : given[part]));
	const derived = parts.filter((part) => typeof part === 'string' && part.trim() !== '').join(' ');
	if (derived !== '') return { name: derived };
	if (current && given['name'] === undefined) return {};
	throw invalidField('name', 'required', "Field 'name' is required, or 'first_name' and 'last_name'.");
}

function uniqueEmail({ assumptions, tables }: RuleContext, { given, current }: Write): Values {
	const email = given['email'];
	if (assumptions.emailRequired && (email === null || (email === undefined && !current))) {
		throw invalidField('email', 'required', "Field 'email' is required.");
	}
	if (typeof email !== 'string' || assumptions.duplicateEmail === 'create') return {};
	if (!tables.contacts.emailTaken(email, current?.public_id)) return {};
	const message = "A contact with this 'email' exists already.";
	throw assumptions.duplicateEmail === '422'
		? invalidField('email', 'duplicate', message)
		: new PactError(409, 'duplicate', message, [{ field: 'email', code: 'duplicate', message }]);
}

/** Someone who declined stays declined, unless proof of a new consent comes with the change. */
function consentNeverRelaxed(_context: RuleContext, { given, current }: Write): Values {
	const status = given['consent_status'];
	if (current?.['consent_status'] !== 'declined' || status === undefined || status === 'declined') return {};
	if (given['consent_proof'] !== undefined) return {};
	throw invalidField(
		'consent_status',
		'consent_proof_required',
		"Field 'consent_status' is 'declined' and changes only together with 'consent_proof'.",
	);
}

function knownCompany({ tables }: RuleContext, { given }: Write): Values {
	const id = given['company_id'];
	if (typeof id === 'string' && !tables.companies.get(id)) {
		throw invalidField('company_id', 'unknown_reference', "Field 'company_id' names no company.");
	}
	return {};
}

function knownContacts({ tables }: RuleContext, { given }: Write): Values {
	const ids = given['contact_ids'];
	if (Array.isArray(ids) && ids.some((id) => !tables.contacts.get(String(id)))) {
		throw invalidField('contact_ids', 'unknown_reference', "Field 'contact_ids' names a contact that does not exist.");
	}
	return {};
}

function knownOwner({ assumptions, users }: RuleContext, { given }: Write): Values {
	const owner = given['owner'];
	if (assumptions.ownerCheck === 'free' || typeof owner !== 'string') return {};
	const user = users.find((candidate) => candidate.email === owner.trim().toLowerCase());
	if (!user) throw invalidField('owner', 'unknown_user', "Field 'owner' names no user of this workspace.");
	return { owner: user.email };
}

function stageOfPipeline({ pipelines }: RuleContext, { given, current }: Write): Values {
	const pipelineName = given['pipeline'] ?? current?.['pipeline'];
	const stageName = given['stage'] ?? current?.['stage'];
	const pipeline = pipelines.find((candidate) => candidate.name === pipelineName);
	if (!pipeline) throw invalidField('pipeline', 'unknown_pipeline', "Field 'pipeline' names no pipeline.");
	const stage = pipeline.stages.find((candidate) => candidate.name === stageName);
	if (stage) return derivedFromStage(stage);
	const elsewhere = pipelines.some((other) => other.stages.some((candidate) => candidate.name === stageName));
	throw elsewhere
		? invalidField(
				'stage',
				'stage_of_other_pipeline',
				"Field 'stage' belongs to another pipeline; change 'pipeline' with it.",
			)
		: invalidField('stage', 'unknown_stage', "Field 'stage' names no stage of this pipeline.");
}

const derivedFromStage = (stage: Stage): Values => ({
	probability: stage.probability,
	forecast_category: forecastCategory(stage),
});
