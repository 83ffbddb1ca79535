// What the plots share.

/** Distinguishable with color blindness (Okabe and Ito). */
export const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

export const round = (value) => String(Math.round(value * 100) / 100);
export const escapeXml = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
