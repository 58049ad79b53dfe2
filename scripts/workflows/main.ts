/** `npm run workflows`: writes the importable templates of workflows/ anew from scripts/workflows/templates. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES } from './templates';

const FOLDER = join(__dirname, '..', '..', 'workflows');

for (const [file, build] of Object.entries(TEMPLATES)) writeFileSync(join(FOLDER, `${file}.json`), build().toJson());
process.stdout.write(`Wrote ${Object.keys(TEMPLATES).length} templates.\n`);
