/** Prints `{hostFolder, tarball}` as JSON, for tools that cannot import an .mjs file. */
import { hostFolder, tarballFile } from './paths.mjs';

process.stdout.write(JSON.stringify({ hostFolder: hostFolder(), tarball: tarballFile() }));
