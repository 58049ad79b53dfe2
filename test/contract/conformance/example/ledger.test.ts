import { conformance } from '..';
import { LEDGER_LACKS, ledgerSubject } from './subject';

/** The worked example of "Add a fourth system" in CONTRIBUTING.md: as long as this passes, the page is true. */
conformance('Ledger CRM (example)', ledgerSubject, LEDGER_LACKS);
