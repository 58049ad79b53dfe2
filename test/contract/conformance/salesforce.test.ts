import { SALESFORCE_LACKS, salesforceSubject } from '../subjects/salesforce';
import { conformance } from '.';

conformance('Salesforce', salesforceSubject, SALESFORCE_LACKS);
