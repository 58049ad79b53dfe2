export { chooseCandidate, type Choice } from './choose';
export { ID_FIELDS, lookupsFor } from './lookups';
export { normaliseKey, type NormaliseOptions } from './normalise';
