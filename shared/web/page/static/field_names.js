// The fields of a card, in the order of the API, and what a page needs to know of each.

/** As shared/card: every field, in the order in which people expect them. */
export const FIELD_NAMES = ["name", "company", "department", "title", "mobile", "tel", "fax", "email", "url", "address", "postal_code", "other"];

/** As shared/card/fields/review: confidence from which a value is taken as right without a look. */
export const SURE = 0.75;

/** Fields that stand open although they are empty: without them a card is of little use. */
export const EXPECTED = ["name", "company", "title", "mobile", "email"];

/** Keyboards of phones, by field. */
export const INPUT_MODES = { mobile: "tel", tel: "tel", fax: "tel", email: "email", url: "url" };

/** Whether a person should look at a value. */
export const isUnsure = (value) => !value.edited && value.confidence !== null && value.confidence < SURE;

/** A value as people write it: Korean numbers are kept as +821012345678 and shown as 010-1234-5678. */
export function shown(name, { value }) {
  const number = ["mobile", "tel", "fax"].includes(name) && value.match(/^\+82(2|\d\d)(\d{3,4})(\d{4})$/);
  return number ? `0${number[1]}-${number[2]}-${number[3]}` : value;
}

/** All values of a field as one text. */
export const valuesText = (name, values) => (values ?? []).map((one) => shown(name, one)).join("; ");

/** What the API takes for `texts` that stand instead of the values `before`: those that a person left alone as they are. */
export function given(name, texts, before = []) {
  return texts.map((text) => {
    const { value, family, given: own } = before.find((one) => shown(name, one) === text) ?? { value: text };
    return { value, ...(family && { family }), ...(own && { given: own }) };
  });
}
