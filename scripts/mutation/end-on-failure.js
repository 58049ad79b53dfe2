/** For mutation testing: a property that fails has killed the mutant; shrinking the example would only take time. */
const fc = require('fast-check');

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
