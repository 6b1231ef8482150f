import { createText, type Catalog } from '../i18n/text.ts';

/** What people read when they are taken out of a room. */
const catalog: Catalog<'removed_from_class' | 'removed_from_school'> = {
  ru: {
    removed_from_class: 'По данным школы вы больше не относитесь к этому классу',
    removed_from_school: 'По данным школы вы больше не относитесь к этой группе',
  },
  en: {
    removed_from_class: 'According to the school you no longer belong to this class',
    removed_from_school: 'According to the school you no longer belong to this group',
  },
};
export const reconcileText = createText(catalog);
