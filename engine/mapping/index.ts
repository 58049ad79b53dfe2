export { canonicalText, isBlank, sameCanonical } from './canonical';
export { compileMapping, type Assignments, type CompiledMapping } from './compile/compile-mapping';
export { mappingDefinitionSchema, type MappingDefinition } from './compile/definition';
export { pairId } from './compile/pair-id';
export { formatReport, type MappingProblem, type MappingReport } from './compile/report';
export { fromCanonical, toCanonical, type LensResult } from './lens';
export { createDefaults, externalIdValues, fieldsToRead, mapRecord, travellingRows, valueWaitKey } from './map-record';
export { ruleWrites } from './rules';
