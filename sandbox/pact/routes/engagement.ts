import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { READ_ONLY } from '../../common/routes';
import { authorOf } from '../auth/guard';
import { invalidField, PactError } from '../errors';
import type { PactRecord } from '../schema/objects';
import { parseBody } from '../schema/validate';
import { decideConsent, CHANNELS, PURPOSES } from '../store/consent';
import type { Workspace } from '../store/workspace';

const consentQuestion = z.strictObject({
	contact_id: z.string().optional(),
	email: z.email().optional(),
	channel: z.enum(CHANNELS).default('email'),
	purpose: z.enum(PURPOSES).default('marketing'),
});

const email = z.strictObject({
	contact_id: z.string(),
	subject: z.string().min(1),
	body: z.string().min(1),
	purpose: z.enum(PURPOSES).default('marketing'),
});

/** Fields as documented, but for the time's name, which is not. */
const trackingEvent = z.strictObject({
	event_type: z.string().min(1),
	occurred_at: z.iso.datetime({ offset: true }).optional(),
	distinct_id: z.string().min(1),
	session_id: z.string().nullish(),
	url: z.string().nullish(),
	referrer: z.string().nullish(),
	properties: z.record(z.string(), z.json()).optional(),
	source: z.enum(['web', 'server', 'mobile', 'api']).default('api'),
	contact_id: z.string().nullish(),
	account_id: z.string().nullish(),
	dedupe_key: z.string().min(1).nullish(),
});

/** Consent checks, e-mails and tracking events. */
export function engagementRoutes(app: FastifyInstance, workspace: Workspace): void {
	const consentConfig = { config: { ...READ_ONLY.config, pactScope: 'read:contacts' } } as const;
	app.post('/v1/consent/check', consentConfig, async (request) => {
		const question = parseBody(consentQuestion, request.body);
		return decideConsent(personAsked(workspace, question), question.purpose);
	});

	app.post('/v1/email/send', { config: { pactScope: 'write:activities' } }, async (request, reply) => {
		const { contact_id: contactId, subject, purpose } = parseBody(email, request.body);
		const contact = workspace.tables.contacts.get(contactId);
		if (!contact) throw invalidField('contact_id', 'unknown_reference', "Field 'contact_id' names no contact.");
		if (typeof contact['email'] !== 'string') {
			throw invalidField('contact_id', 'no_email', 'This contact has no e-mail.');
		}
		const consent = decideConsent(contact, purpose);
		if (!consent.allowed) throw new PactError(422, 'suppressed', `Not sent: consent is ${consent.state}.`);
		const activity = workspace.logAndPublish({
			type: 'email.sent',
			contact_id: contactId,
			company_id: contact['company_id'] as string | null,
			actor: authorOf(request).actor,
			payload: { subject },
		});
		return reply.code(202).send({ public_id: activity.public_id, status: 'queued' });
	});

	app.post('/v1/tracking/events', { config: { pactScope: 'write:activities' } }, async (request, reply) => {
		const fresh = workspace.track(parseBody(trackingEvent, request.body));
		return reply.code(202).send({ accepted: true, duplicate: !fresh });
	});
}

function personAsked(
	workspace: Workspace,
	{ contact_id: contactId, email: address }: z.output<typeof consentQuestion>,
): PactRecord | undefined {
	if (contactId !== undefined) return workspace.get('contacts', contactId);
	if (address === undefined) throw invalidField('contact_id', 'required', "'contact_id' or 'email' is required.");
	return workspace.tables.contacts.withEmail(address.trim().toLowerCase());
}
