// Words chosen in a text of the findings view become the form that marks them.
// Offsets are code points of the text as the server has it; without this file the form works as well.
"use strict";

(() => {
  const texts = [...document.querySelectorAll("[data-payload]")];
  const bar = document.getElementById("chosen");
  if (!texts.length || !bar) return;

  const form = document.getElementById("mark");
  const shown = document.getElementById("chosen-words");
  const said = document.getElementById("chosen-said");
  const field = (name) => document.getElementById(`mark-${name}`);
  const graphemes = new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" });
  let chosen = null;

  // The text of a range without the numbers of the findings that stand in it.
  const plain = (range) => {
    const part = range.cloneContents();
    part.querySelectorAll(".num").forEach((number) => number.remove());
    return part.textContent;
  };

  const wholeOf = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return range;
  };

  const before = (text, node, offset) => {
    const range = wholeOf(text);
    range.setEnd(node, offset);
    return plain(range).length;
  };

  // Whole characters: half of 𠮷, of a flag or of が is never marked. UTF-16 in, UTF-16 out.
  const widened = (whole, start, end) => {
    let from = start;
    let to = end;
    for (const { index, segment } of graphemes.segment(whole)) {
      const next = index + segment.length;
      if (index < start && start < next) from = index;
      if (index < end && end < next) to = next;
    }
    return [from, to];
  };

  const trimmed = (whole, start, end) => {
    const words = whole.slice(start, end);
    const lead = words.length - words.trimStart().length;
    const trail = words.length - words.trimEnd().length;
    return lead === words.length ? [start, start] : [start + lead, end - trail];
  };

  const textOf = (node) => {
    const element = node instanceof Element ? node : node.parentElement;
    return element ? element.closest("[data-payload]") : null;
  };

  // Where a drag or a triple click ends just behind a text, the text itself is meant.
  const within = (text, range) => {
    const all = wholeOf(text);
    const start = range.compareBoundaryPoints(Range.START_TO_START, all) < 0 ? all : range;
    const end = range.compareBoundaryPoints(Range.END_TO_END, all) > 0 ? all : range;
    return [
      before(text, start.startContainer, start.startOffset),
      before(text, end.endContainer, end.endOffset),
    ];
  };

  const found = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const touched = texts.filter((text) => {
      if (!range.intersectsNode(text)) return false;
      const [start, end] = within(text, range);
      return end > start;
    });
    if (!touched.length) return null;
    if (touched.length > 1) return { two: true };
    const [text] = touched;
    const whole = plain(wholeOf(text));
    const [start, end] = trimmed(whole, ...widened(whole, ...within(text, range)));
    return start < end ? { text, words: whole.slice(start, end), whole, start, end } : null;
  };

  const points = (whole, index) => [...whole.slice(0, index)].length;

  const show = () => {
    const now = found();
    chosen = now && !now.two ? now : null;
    bar.hidden = !now;
    bar.querySelector("button").hidden = !chosen;
    if (!now) return;
    const short = now.two ? "" : [...now.words.replace(/\s+/g, " ")];
    shown.textContent = now.two
      ? shown.dataset.two
      : shown.dataset.chosen.replace("{}", () => short.length > 60 ? `${short.slice(0, 60).join("")}…` : short.join(""));
    said.textContent = shown.textContent;
  };

  const take = () => {
    if (!chosen) return;
    const { text, words, whole, start, end } = chosen;
    field("words").value = words;
    field("payload_id").value = text.dataset.payload;
    field("surface").value = text.dataset.surface;
    field("start").value = points(whole, start);
    field("end").value = points(whole, end);
    field("spot").hidden = false;
    field("here").checked = true;
    form.open = true;
    document.getSelection().removeAllRanges();
    said.textContent = said.dataset.taken;
    field("kind").focus();
  };

  // By keyboard: the text takes the focus, one character is always chosen, Shift adds more.
  const STEPS = {
    ArrowLeft: ["backward", "character"],
    ArrowRight: ["forward", "character"],
    ArrowUp: ["backward", "line"],
    ArrowDown: ["forward", "line"],
    Home: ["backward", "lineboundary"],
    End: ["forward", "lineboundary"],
  };

  const step = (event) => {
    if (event.isComposing || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    const selection = document.getSelection();
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      take();
      return;
    }
    const known = STEPS[event.key];
    if (!known) return;
    event.preventDefault();
    const text = event.currentTarget;
    const [direction, unit] = known;
    const size = event.ctrlKey && unit === "character" ? "word" : unit;
    const inside = selection.anchorNode && textOf(selection.anchorNode) === text;
    if (!inside) selection.collapse(text, 0);
    if (event.shiftKey && inside) {
      selection.modify("extend", direction, size);
    } else {
      if (inside && !selection.isCollapsed) {
        if (direction === "forward" && size === "character") selection.collapseToEnd();
        else selection.collapseToStart();
      }
      if (inside && !(direction === "forward" && size === "character")) selection.modify("move", direction, size);
      selection.modify("extend", "forward", "character");
    }
    if (textOf(selection.focusNode) !== text) selection.setBaseAndExtent(selection.anchorNode, selection.anchorOffset, text, direction === "forward" ? text.childNodes.length : 0);
  };

  document.getElementById("choosing-hint").hidden = false;
  for (const text of texts) {
    text.tabIndex = 0;
    text.setAttribute("aria-describedby", "choosing-hint");
    text.addEventListener("keydown", step);
  }
  document.addEventListener("selectionchange", show);
  const button = document.getElementById("chosen-mark");
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", take);
})();
