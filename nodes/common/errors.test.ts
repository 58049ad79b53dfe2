import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { z } from 'zod';
import { ERROR_CLASSES, SystemError } from '../../engine/model';
import { toNodeError } from './errors';
import { QueueModeError, storeFolder, syncStore } from './store';

const node: INode = { id: 'n', name: 'N', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };

describe('errors as n8n shows them', () => {
	it.each(ERROR_CLASSES)('say what to do about "%s", and keep the system’s own words', (kind) => {
		const error = toNodeError(node, new SystemError({ class: kind, message: 'Pact refused the record.', status: 400, requestId: 'req_1' }));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('Pact refused the record.');
		expect(error.description).toMatch(/[.].* Request id: req_1\./);
	});

	it('tell n8n how long to wait, where waiting helps', () => {
		const limited = toNodeError(node, new SystemError({ class: 'rate-limited', message: 'slow down', retryAfterMs: 7000 }));
		expect(limited.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 7000 });
		const refused = toNodeError(node, new SystemError({ class: 'credential-refused', message: 'no', retryAfterMs: 7000 }));
		expect(refused.failure).toEqual({ cause: 'credential-invalid' });
	});

	it('name the wrong parameter, not its value', () => {
		const { error } = z.object({ apiKey: z.string().min(40, 'too short') }).safeParse({ apiKey: 'pact_live_secret' });
		const shown = toNodeError(node, error, 3);
		expect(shown).toBeInstanceOf(NodeOperationError);
		expect(`${shown.message} ${shown.description}`).toContain('apiKey: too short');
		expect(`${shown.message} ${shown.description}`).not.toContain('pact_live_secret');
		expect(shown.context.itemIndex).toBe(3);
	});

	it('stay as they are when they are n8n’s already', () => {
		const error = new NodeOperationError(node, 'x');
		expect(toNodeError(node, error)).toBe(error);
	});
});

describe('the embedded store', () => {
	it('is refused in queue mode, with what to do', async () => {
		const error: unknown = await syncStore({ EXECUTIONS_MODE: 'queue' }).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(QueueModeError);
		expect(toNodeError(node, error)).toMatchObject({
			message: expect.stringContaining('The embedded sync store does not work in queue mode: set N8N_PACT_STORE_URL'),
			description: expect.stringContaining('EXECUTIONS_MODE=regular'),
		});
	});

	it('lies in n8n’s user folder', () => {
		expect(storeFolder({ N8N_USER_FOLDER: '/data' })).toBe('/data/.n8n/n8n-nodes-pact');
		expect(storeFolder({ HOME: '/ignored' })).toMatch(/\.n8n\/n8n-nodes-pact$/);
	});
});
