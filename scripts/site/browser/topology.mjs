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

function zoom(factor, at = [0.5, 0.5]) {
  const svg = box.querySelector('svg');
  if (!whole.has(svg)) whole.set(svg, viewOf(svg));
  if (factor === 0) return svg.setAttribute('viewBox', whole.get(svg).join(' '));
  const [x, y, width, height] = viewOf(svg);
  const [w, h] = [width / factor, height / factor];
  svg.setAttribute('viewBox', [x + (width - w) * at[0], y + (height - h) * at[1], w, h].join(' '));
}

function move(right, down) {
  const svg = box.querySelector('svg');
  if (!whole.has(svg)) whole.set(svg, viewOf(svg));
  const [x, y, width, height] = viewOf(svg);
  svg.setAttribute('viewBox', [x + right * width, y + down * height, width, height].join(' '));
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
let held;
box.addEventListener('pointerdown', (event) => {
  if (event.pointerType === 'mouse') held = [event.clientX, event.clientY];
});
addEventListener('pointerup', () => {
  held = undefined;
});
box.addEventListener('pointermove', (event) => {
  if (held === undefined) return;
  const frame = box.getBoundingClientRect();
  move((held[0] - event.clientX) / frame.width, (held[1] - event.clientY) / frame.height);
  held = [event.clientX, event.clientY];
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
