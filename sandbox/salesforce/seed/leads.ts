import type { Row, Value } from '../schema/types';
import { CONVERTED_STATUS, INDUSTRIES, LEAD_STATUSES, RATINGS } from '../schema/values';
import { personFields, typedEmail } from './people';
import { PLACES } from './places';
import { orBlank, pastMoments, seedRow, type SeedWorld } from './world';

/** Of 300 leads 60 share an address with a contact, and 12 were converted into one. */
const SHARING = 60 / 300;
const CONVERTED = 12 / 300;

const COMPANIES = [
	'Maple & Sons',
	'Ünal Ticaret',
	'Østfold Data',
	'Café Lumière',
	"Hobson's Tools",
	'Rio Verde',
	'株式会社みらい',
	'Brightwater',
];

interface LeadOrigin {
	/** A contact whose address the lead has. */
	twin?: Row;
	/** A contact that the lead became. */
	became?: Row;
}

function conversion(world: SeedWorld, contact: Row): Record<string, Value> {
	return {
		IsConverted: true,
		Status: CONVERTED_STATUS,
		ConvertedDate: world.now.toISOString().slice(0, 10),
		ConvertedContactId: contact.Id,
		ConvertedAccountId: contact.AccountId ?? null,
		ConvertedOpportunityId: null,
	};
}

/** One lead. */
export function makeLead(world: SeedWorld, createdAt: Date, { twin, became }: LeadOrigin = {}): Row {
	const { random } = world;
	const place = random.pick(PLACES);
	const company = random.pick(COMPANIES);
	const domain = `lead${random.int(100, 9_999)}.${place.topLevel}`;
	const shared = twin ?? became;
	const fields = {
		...personFields(world, domain, place, 0.05),
		...(shared ? { Email: typedEmail(world, String(shared.Email).toLowerCase()) } : {}),
		Company: `${company} ${place.legalForm}`,
		Status: random.pick(LEAD_STATUSES.filter((status) => status !== CONVERTED_STATUS)),
		Rating: orBlank(world, 0.4, () => random.pick(RATINGS)),
		Website: orBlank(world, 0.4, () => `www.${domain}`),
		Industry: orBlank(world, 0.3, () => random.pick(INDUSTRIES)),
		...(became ? conversion(world, became) : {}),
	};
	return seedRow(world, 'Lead', fields, createdAt);
}

/** The seed's leads. */
export function seedLeads(world: SeedWorld, contacts: Row[], count: number): Row[] {
	const partners = world.random.shuffle(contacts.filter((contact) => contact.Email !== null));
	const positions = world.random.shuffle(Array.from({ length: count }, (_, i) => i));
	const sharing = Math.round(count * SHARING);
	const converted = Math.round(count * CONVERTED);
	const origins = new Map<number, LeadOrigin>();
	positions.slice(0, sharing).forEach((position, i) => {
		const partner = partners[i];
		if (partner) origins.set(position, i < converted ? { became: partner } : { twin: partner });
	});
	return pastMoments(world, count).map((moment, i) => makeLead(world, moment, origins.get(i)));
}
