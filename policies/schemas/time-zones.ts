/** Names that Go's database has and Intl does not tell, and the other way round. */
const onlyGo = ['Factory', 'posixrules'];

const known = new Map<string, boolean>();

/** Whether a text is a name of the time zone database, written with the capitals that Go's time.LoadLocation minds. */
export function isTimeZone(name: string): boolean {
  const answer = known.get(name) ?? isListed(name);
  known.set(name, answer);
  return answer;
}

function isListed(name: string): boolean {
  if (onlyGo.includes(name)) return true;
  if (/^[+-]/.test(name)) return false;
  try {
    const found = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    // Intl takes any capitals, and gives back the name as it is written, or the zone that it is a link to.
    if (found.toLowerCase() === name.toLowerCase()) return found === name;
    return name.split('/').every((part) => /^[A-Z]/.test(part));
  } catch {
    return false;
  }
}
