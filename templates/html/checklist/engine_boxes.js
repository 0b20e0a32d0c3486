"use strict";
// Boxes that somebody typed out, the one that is meant ticked: `☑ GO ☐ NO-GO`; and faces. As typed_boxes.py.

const EngineBoxes = (() => {
  const [SHORTEST, LONGEST] = [5, 60];
  const BOX = /(?<ticked>[☑☒✅✔✓]|\[ ?[x✓✔v] ?\]|\( ?[x✓✔v] ?\))|(?:[☐□▢]|\[ ?\]|\( ?\))/giu;
  const SAD = /(?<!\S)[:;=]['’]?-?[([/\\|](?!\S)/gu;
  const AROUND = /^[ ,;/|\t\ufe0f]+|[ ,;/|\t\ufe0f]+$/gu;

  /** What stands beside the only box that is ticked, of several that all have something beside them, each before it or
   * each behind it; the text itself where it is no such row. @param {string} text */
  function tickedIn(text) {
    const length = [...text].length;
    const boxes = length < SHORTEST || length > LONGEST ? [] : [...text.matchAll(BOX)];
    if (boxes.length < 2) return text;
    const ends = boxes.map((box) => box.index + box[0].length);
    const between = [0, ...ends].map((start, at) => text.slice(start, boxes[at]?.index).replace(AROUND, ""));
    const labels = !between[0] ? between.slice(1) : !between[boxes.length] ? between.slice(0, -1) : [];
    const ticked = boxes.flatMap((box, at) => (box.groups?.ticked ? [labels[at]] : []));
    return ticked.length === 1 && labels.length && labels.every(Boolean) ? ticked[0] : text;
  }

  /** A text in which `:(` is ☹, and no colon with a bracket. @param {string} text */
  function withFaces(text) {
    return text.replace(SAD, "☹");
  }

  return { tickedIn, withFaces };
})();
