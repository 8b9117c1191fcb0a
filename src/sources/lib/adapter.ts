/** What an adapter is made of: the package's public face for those who write one. */
export { pageText, type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
export { decimalFromText, product } from '../../domain/decimal.ts';
export { SourceRefusal } from '../../domain/finding.ts';
export { rate, type Rate } from '../../domain/rate.ts';
export { routeReading, type Reading, type RouteReading } from '../../domain/reading.ts';
export { settleRates, type FoundRate } from '../../domain/settle.ts';
export { composeSingle, type Adapter } from '../../domain/source.ts';
