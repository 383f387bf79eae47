// The picture of who may reach whom: larger, smaller, moved; whoever is chosen with its neighbours; one connection with its reasons.
const [walk, who, neighbours, why, box] = ['walk', 'who', 'neighbours', 'why', 'picture'].map((id) => document.getElementById(id));
const first = box.querySelector('svg');
let facts;

async function known() {
  facts ??= fetch(walk.dataset.flows).then((answer) => answer.json());
  return facts;
}

function made(name, content, attributes = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...[content].flat());
  return element;
}

/** A button for each neighbour, and below it what is spoken: a press explains the connection. */
function column(title, flows, names, end) {
  const items = flows.map((flow) => {
    const button = made('button', [names[flow[end]] ?? flow[end], made('small', `${flow.port}`)], { type: 'button' });
    button.addEventListener('click', () => explain(flow));
    return made('li', button);
  });
  return made('div', [made('p', title, { class: 'quiet' }), items.length === 0 ? walk.dataset.none : made('ul', items)]);
}

async function choose(name) {
  const { names, flows } = await known();
  if (!Object.hasOwn(names, name)) return;
  who.value = name;
  const callers = flows.filter(({ to }) => to === name);
  const called = flows.filter(({ from }) => from === name);
  const middle = made('div', [made('strong', names[name]), made('small', name)], { class: 'chosen' });
  neighbours.replaceChildren(
    column(walk.dataset.callers, callers, names, 'from'),
    middle,
    column(walk.dataset.called, called, names, 'to'),
  );
  neighbours.hidden = false;
  why.hidden = true;
  history.replaceState(undefined, '', `#${encodeURIComponent(name)}`);
  mark(name);
}

async function explain({ from, to, port, number, egress, ingress }) {
  const { names, texts } = await known();
  const side = (title, [verdict, ...because]) => [
    made('p', `${title}: ${texts[verdict]}`),
    made(
      'ul',
      because.map((text) => made('li', texts[text])),
    ),
  ];
  // Pods of one role have it behind their name, which the command does not take.
  const plain = (name) => name.replace(/ \(.*\)$/, '');
  const hand = `npm run network -- --env ${walk.dataset.environment} --from ${plain(from)} --to ${plain(to)}`;
  why.replaceChildren(
    made('p', made('strong', `${names[from]} → ${names[to]}, ${port}${number === '' ? '' : ` (${number})`}`)),
    ...side(walk.dataset.egress, egress),
    ...side(walk.dataset.ingress, ingress),
    made('p', [`${walk.dataset.again}: `, made('code', hand)], { class: 'quiet' }),
  );
  why.hidden = false;
  why.scrollIntoView({ block: 'nearest' });
}

who.addEventListener('change', () => choose(who.value));

/** Names of boxes are the names of their graph: those outside have the namespace that talks to them behind. */
const nameOf = (node) => node.querySelector('title')?.textContent ?? '';

function mark(name) {
  for (const node of box.querySelectorAll('.node')) node.classList.toggle('marked', nameOf(node) === name);
}

function prepare(svg) {
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  for (const node of svg.querySelectorAll('.node')) {
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', node.textContent.trim().split('\n').at(-1));
    const press = async () => {
      const { names } = await known();
      const name = nameOf(node);
      const label = node.querySelector('text').textContent;
      choose(
        Object.hasOwn(names, name)
          ? name
          : (Object.keys(names).find((key) => key.startsWith(`${name} (`)) ?? Object.keys(names).find((key) => names[key] === label) ?? ''),
      );
    };
    node.addEventListener('click', press);
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press();
    });
  }
}

const viewOf = (svg) => svg.getAttribute('viewBox').split(' ').map(Number);
const whole = new WeakMap();

/** The part that is seen: the whole has the form of the picture, every other part that of its frame, which on a telephone is high. */
function show(svg, view) {
  svg.setAttribute('viewBox', view.join(' '));
  const isWhole = view.join(' ') === whole.get(svg).join(' ');
  box.classList.toggle('enlarged', !isWhole);
}

function zoom(factor, at = [0.5, 0.5]) {
  const svg = box.querySelector('svg');
  if (!whole.has(svg)) whole.set(svg, viewOf(svg));
  if (factor === 0) return show(svg, whole.get(svg));
  const frame = svg.getBoundingClientRect();
  const [x, y, width, height] = inForm(viewOf(svg), frame.width / frame.height);
  const [w, h] = [width / factor, height / factor];
  // Smaller than the whole is nothing.
  if (factor < 1 && w >= whole.get(svg)[2] && h >= whole.get(svg)[3]) return show(svg, whole.get(svg));
  show(svg, [x + (width - w) * at[0], y + (height - h) * at[1], w, h]);
}

/** A part with more above and below, or on both sides, so that it has a form (width by height). */
function inForm([x, y, width, height], form) {
  const [w, h] = [Math.max(width, height * form), Math.max(height, width / form)];
  return [x - (w - width) / 2, y - (h - height) / 2, w, h];
}

function move(right, down) {
  const svg = box.querySelector('svg');
  if (!whole.has(svg)) whole.set(svg, viewOf(svg));
  const [x, y, width, height] = viewOf(svg);
  show(svg, [x + right * width, y + down * height, width, height]);
}

for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => zoom(Number(button.dataset.zoom)));
box.addEventListener('keydown', (event) => {
  const step = { ArrowRight: [0.1, 0], ArrowLeft: [-0.1, 0], ArrowDown: [0, 0.1], ArrowUp: [0, -0.1] }[event.key];
  if (step !== undefined) move(...step);
  else if (event.key === '+' || event.key === '=') zoom(1.3);
  else if (event.key === '-') zoom(0.77);
  else return;
  event.preventDefault();
});
box.addEventListener(
  'wheel',
  (event) => {
    // A page that scrolls must go on scrolling: the wheel changes the size only with the key that browsers use for it.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = box.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 0.87, [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height]);
  },
  { passive: false },
);
/** The mouse while it is pressed, and fingers: one moves what is enlarged, two enlarge it. */
const held = new Map();
const placeOf = ({ clientX, clientY }) => [clientX, clientY];
const between = ([[a, b], [c, d]]) => ({ middle: [(a + c) / 2, (b + d) / 2], far: Math.hypot(a - c, b - d) });
box.addEventListener('pointerdown', (event) => held.set(event.pointerId, placeOf(event)));
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, (event) => held.delete(event.pointerId));
box.addEventListener('pointermove', (event) => {
  const from = held.get(event.pointerId);
  if (from === undefined) return;
  const before = [...held.values()];
  held.set(event.pointerId, placeOf(event));
  const frame = box.getBoundingClientRect();
  if (before.length === 2) {
    const [was, is] = [between(before), between([...held.values()])];
    const [x, y] = is.middle;
    zoom(is.far / Math.max(was.far, 1), [(x - frame.left) / frame.width, (y - frame.top) / frame.height]);
    return;
  }
  // A finger on the whole picture scrolls the page.
  if (event.pointerType !== 'mouse' && !box.classList.contains('enlarged')) return;
  move((from[0] - event.clientX) / frame.width, (from[1] - event.clientY) / frame.height);
});

const drawnAt = new Map([['', first]]);
for (const button of document.querySelectorAll('[data-picture]')) {
  button.addEventListener('click', async () => {
    const address = button.dataset.picture;
    if (!drawnAt.has(address)) {
      const text = await (await fetch(address)).text();
      const svg = document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
      prepare(svg);
      drawnAt.set(address, svg);
    }
    box.replaceChildren(drawnAt.get(address));
    for (const other of document.querySelectorAll('[data-picture]')) other.setAttribute('aria-pressed', String(other === button));
    mark(who.value);
  });
}

prepare(first);
if (location.hash.length > 1) {
  try {
    choose(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // A part of an address that names nobody.
  }
}
