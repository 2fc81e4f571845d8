/** The font of names in drawings, as in the style sheet. */
const FONT = '600 13px system-ui, sans-serif';

let context: CanvasRenderingContext2D | null | undefined;

/** How wide a name is in a drawing, in pixels. */
export function textWidth(text: string): number {
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d');
    if (context !== null) context.font = FONT;
  }
  return context?.measureText(text).width ?? text.length * 7.5;
}

/** As much of a text as there is room for. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let length = text.length;
  while (length > 1 && textWidth(`${text.slice(0, length)}…`) > width) length--;
  return `${text.slice(0, length)}…`;
}
