/*
 * The only values that systems take from the engine; everything else are types. The ports promise to throw this very class, and a match is
 * only a match if both sides compare keys in one and the same form.
 */
// eslint-disable-next-line project/layers -- see above
export { SystemError } from '../../engine/model';
// eslint-disable-next-line project/layers -- see above
export { normaliseKey } from '../../engine/identity';
