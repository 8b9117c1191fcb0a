import { type Limits } from '../../domain/reading.ts';

const PARAMETER = /^- \*\*`([A-Za-z0-9_]{1,60})`\*\* \(([^)\n]{0,120})\)/;
/** Nobody lets a video run longer; a larger number is a count of frames or a price. */
const LONGEST_S = 3600;

/** Reads from the parameters of an llms.txt what a route accepts: seconds, resolutions, kinds of input. Null where it says nothing. */
export function readLimits(markdown: string): Limits | null {
  const parameters = inputParameters(markdown);
  const duration = bounds(parameters.get('duration') ?? parameters.get('duration_seconds') ?? parameters.get('video_duration'));
  const resolutions = options(parameters.get('resolution')).filter((value) => /\d/.test(value)).map((value) => value.toLowerCase());
  const inputs = [...new Set([...parameters.keys()].flatMap(inputKind))].toSorted();
  const limits: Limits = {
    ...(duration === undefined ? {} : { duration_s: duration }),
    ...(resolutions.length === 0 ? {} : { resolutions: [...new Set(resolutions)].toSorted() }),
    ...(inputs.length === 0 ? {} : { inputs }),
  };
  return Object.keys(limits).length === 0 ? null : limits;
}

/** Parameter name → its lines, from the Input Schema only: the output has fields of the same names. */
function inputParameters(markdown: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let name: string | undefined;
  let inside = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('##')) inside = line.startsWith('### Input Schema');
    if (!inside) continue;
    const parameter = PARAMETER.exec(line)?.[1];
    if (parameter !== undefined) name = parameter;
    else if (/^\S/.test(line) && !line.startsWith('- ')) name = undefined;
    if (name !== undefined) found.set(name, `${found.get(name) ?? ''}${line}\n`);
  }
  return found;
}

function options(lines: string | undefined): readonly string[] {
  const line = lines?.split('\n').find((one) => /^\s*- Options: /.test(one)) ?? '';
  return [...line.slice(0, 4000).matchAll(/`"?([^`"\n]{1,60})"?`/g)].map((match) => match[1] ?? '');
}

function bounds(lines: string | undefined): Limits['duration_s'] | undefined {
  if (lines === undefined) return undefined;
  const seconds = options(lines).map((value) => /^(\d{1,4})(?: ?s(?:ec(?:onds?)?)?)?$/.exec(value)?.[1]).filter((value) => value !== undefined).map(Number);
  if (seconds.length > 0) return { min: Math.min(...seconds), max: Math.max(...seconds) };
  const range = /- Range: `?(\d{1,4})(?:\.\d{1,9})?`?(?: to |-| - )`?(\d{1,4})/.exec(lines) ?? /\b(\d{1,3}) ?(?:to|-|–) ?(\d{1,4}) ?s(?:ec(?:onds?)?)?\b/.exec(lines);
  const [min, max] = [Number(range?.[1]), Number(range?.[2])];
  return range !== null && min <= max && max <= LONGEST_S ? { min, max } : undefined;
}

function inputKind(name: string): readonly string[] {
  if (name === 'prompt' || name === 'text') return ['text'];
  const kind = /(?:^|_)(image|video|audio)(?:s|_)/.exec(`${name}_`)?.[1];
  return kind !== undefined && /url/.test(name) ? [kind] : [];
}
