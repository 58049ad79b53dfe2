import { HUBSPOT_LACKS, hubSpotSubject } from '../subjects/hubspot';
import { conformance } from '.';

conformance('HubSpot', hubSpotSubject, HUBSPOT_LACKS);
