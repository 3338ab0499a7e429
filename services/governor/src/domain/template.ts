/**
 * The text without its personal parts: what a bulk mailing shares. Longer parts go first, so that "Ana María" leaves
 * no rest when "Ana" is named as well. U+FFFC (object replacement character) stands where a part was.
 */
export function templateOf(text: string, personalParts: string[]): string {
  const [only] = personalParts;
  if (only === undefined) return text;
  if (personalParts.length === 1) return text.replaceAll(only, '\ufffc');
  const longestFirst = [...personalParts].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, part) => rest.replaceAll(part, '\ufffc'), text);
}
