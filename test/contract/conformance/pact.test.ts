import { PACT_LACKS, pactSubject } from '../subjects/pact';
import { conformance } from '.';

conformance('Pact', pactSubject, PACT_LACKS);
