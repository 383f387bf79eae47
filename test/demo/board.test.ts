import { describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { boardSvg } from '../../scripts/demo/board.ts';

interface Word {
  readonly '@x': string;
  readonly '@y': string;
  readonly '@textLength': string;
  readonly '#': string;
}

describe('the picture of the board', () => {
  const { svg } = create(boardSvg()).end({ format: 'object' }) as unknown as {
    readonly svg: { readonly '@width': string; readonly '@height': string; readonly g: { readonly text: readonly Word[] } };
  };
  const lines = [...Map.groupBy(svg.g.text, (word) => word['@y']).values()];

  it('says what ops status prints: services by environments, and what is next', () => {
    const said = lines.map((words) => words.map((word) => word['#']).join(' '));
    expect(said.slice(0, 3)).toEqual([
      '$ ./erp status',
      'dev test staging production',
      'financial-service 1.5.0 26h 1.5.0 5h → 1.4.2 9d 1.4.2 7d scaled',
    ]);
    expect(said.filter((line) => line.startsWith('next')).length).toBe(2);
    expect(said.filter((line) => line.startsWith('waits')).length).toBe(2);
  });

  it('has every word in the picture, and no two on one another, whatever the font', () => {
    for (const words of lines) {
      const places = words.map((word) => ({ from: Number(word['@x']), to: Number(word['@x']) + Number(word['@textLength']) }));
      expect(places.every(({ from, to }, index) => from >= (places[index - 1]?.to ?? 0) && to <= Number(svg['@width']))).toBe(true);
    }
    expect(Math.max(...svg.g.text.map((word) => Number(word['@y'])))).toBeLessThan(Number(svg['@height']));
  });

  it('is the same each time', () => {
    expect(boardSvg()).toBe(boardSvg());
  });
});
