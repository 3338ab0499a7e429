import { UsageFault } from './failures.ts';

/**
 * Reads `--link SHOWN=URL` values: what the text shows and where it leads.
 *
 * @throws UsageFault when a value is not of that form.
 */
export function parseLinks(values: string[]): { shown: string; targetUrl: string }[] {
  return values.map((value) => {
    const at = value.indexOf('=');
    const targetUrl = value.slice(at + 1);
    if (at < 1 || !URL.canParse(targetUrl)) {
      throw new UsageFault(
        `--link ${value} is not SHOWN=URL, such as p.example=https://p.example/`,
      );
    }
    return { shown: value.slice(0, at), targetUrl };
  });
}
