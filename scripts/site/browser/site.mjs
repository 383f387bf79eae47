// What every page does beyond showing itself: the theme, the menu, copying a command, local times, search.
const page = document.documentElement;
const at = (id) => document.getElementById(id);

at('theme').addEventListener('click', () => {
  const isDark = (page.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  page.dataset.theme = isDark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', page.dataset.theme);
  } catch {
    // It stays for this page alone.
  }
});

// The list of pages is closed on a phone, and always open beside the page.
const wide = matchMedia('(min-width: 60rem)');
const showList = () => {
  at('menu').open = wide.matches;
};
wide.addEventListener('change', showList);
showList();
document.querySelector('.pages [aria-current]')?.scrollIntoView({ block: 'nearest' });

for (const button of document.querySelectorAll('button[data-copy]')) {
  const name = button.textContent;
  button.addEventListener('click', async () => {
    const lines = button.parentElement.querySelector('pre');
    try {
      await navigator.clipboard.writeText(lines.textContent);
      button.textContent = button.dataset.copy;
      setTimeout(() => {
        button.textContent = name;
      }, 2000);
    } catch {
      // Where a browser gives no clipboard, the lines are chosen, ready for its own way to copy.
      getSelection().selectAllChildren(lines);
    }
  });
}

// Times are written in UTC; whoever looks has a zone of their own.
const local = new Intl.DateTimeFormat(page.lang, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time[datetime]')) time.title = local.format(new Date(time.dateTime));
const made = document.querySelector('[data-made] time');
if (made !== null && Date.now() - new Date(made.dateTime).getTime() > 3 * 3_600_000) {
  const days = Math.floor((Date.now() - new Date(made.dateTime).getTime()) / 3_600_000);
  for (const warning of document.querySelectorAll('[data-old]')) {
    warning.textContent = warning.dataset.old.replace('{}', days < 72 ? `${days} h` : `${Math.floor(days / 24)} d`);
    warning.hidden = false;
  }
}

const dialog = at('search');
const [field, found, state] = [at('search-text'), at('search-found'), at('search-state')];
let index;

async function loaded() {
  index ??= (async () => {
    const [{ default: MiniSearch }, { indexOptions, searchOptions }, answer] = await Promise.all([
      import('./minisearch.js'),
      import('./terms.mjs'),
      fetch(page.dataset.index),
    ]);
    const search = MiniSearch.loadJSON(await answer.text(), indexOptions);
    return (text) => search.search(text, searchOptions);
  })();
  return index;
}

function open() {
  dialog.showModal();
  field.focus();
  field.select();
  loaded();
}

let asked = 0;
async function look() {
  asked += 1;
  const own = asked;
  const text = field.value.trim();
  const results = text === '' ? [] : (await loaded())(text).slice(0, 30);
  if (own !== asked) return;
  state.textContent = text === '' ? '' : results.length === 0 ? state.dataset.none : `${results.length} ${state.dataset.some}`;
  found.replaceChildren(
    ...results.map(({ title, page: where, file }) => {
      const [item, link, below] = ['li', 'a', 'span'].map((name) => document.createElement(name));
      link.href = page.dataset.top + file;
      link.textContent = title;
      below.textContent = where;
      if (where !== title) link.append(below);
      link.addEventListener('click', () => dialog.close());
      item.append(link);
      return item;
    }),
  );
}

at('search-open').addEventListener('click', open);
field.addEventListener('input', look);
dialog.querySelector('form').addEventListener('submit', (event) => {
  if (event.submitter !== null && document.activeElement !== field) return;
  event.preventDefault();
  found.querySelector('a')?.click();
});
dialog.addEventListener('keydown', (event) => {
  // A field of this kind would take the first press to empty itself.
  if (event.key === 'Escape') {
    event.preventDefault();
    dialog.close();
    return;
  }
  const links = [field, ...found.querySelectorAll('a')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  links[(links.indexOf(document.activeElement) + step + links.length) % links.length]?.focus();
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest?.('input, textarea, select') !== null;
  if (dialog.open || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.key !== '/') return;
  event.preventDefault();
  open();
});
