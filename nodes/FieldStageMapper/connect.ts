import type { Side, SystemName } from '../../engine/model';
import type { HubSpotAuthentication, PactAuthentication, SalesforceAuthentication } from '../common/authentication';
import type { NodeContext } from '../common/http';
import { hubSpotOf, pactOf, salesforceOf } from '../common/systems';
import type { MapperParameters } from './parameters';
import type { MapperSide } from './sides';

type ChosenSides = Pick<MapperParameters, 'leftSystem' | 'leftObject' | 'rightSystem' | 'rightObject'>;

/** The side that the parameters choose, ready to be asked. @throws SystemError, Error */
export async function sideOf(context: NodeContext, parameters: ChosenSides, side: Side): Promise<MapperSide> {
	const [system, object] = side === 'left' ? [parameters.leftSystem, parameters.leftObject] : [parameters.rightSystem, parameters.rightObject];
	const { connection, schema } = await connect(context, system);
	return { system, object, connection, schema };
}

async function connect(context: NodeContext, system: SystemName) {
	const parameter = (name: string, fallback: string): unknown =>
		'getInputData' in context ? context.getNodeParameter(name, 0, fallback) : context.getNodeParameter(name, fallback);
	if (system === 'salesforce') return await salesforceOf(context, parameter('salesforceAuthentication', 'oAuth2') as SalesforceAuthentication);
	if (system === 'hubspot') return await hubSpotOf(context, parameter('hubSpotAuthentication', 'serviceKey') as HubSpotAuthentication);
	return await pactOf(context, parameter('pactAuthentication', 'apiKey') as PactAuthentication);
}
