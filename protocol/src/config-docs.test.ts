import { expect } from 'chai';
import { parse } from 'yaml';
import { configReference, environmentName, sampleConfig, type ConfigSchema } from './config-docs.ts';

const SCHEMA: ConfigSchema = {
  required: ['kitchen'],
  properties: {
    kitchen: {
      description: 'Where lunch is made.',
      required: ['cook'],
      properties: {
        cook: { type: 'string', description: 'Who cooks.', examples: ['Ms Spoon'] },
        pots: { type: 'integer', minimum: 1, maximum: 9, default: 3, description: 'How many pots.' },
        key: { type: 'string', description: 'Opens the door.', writeOnly: true },
      },
    },
  },
};

describe('The sample configuration', () => {
  const sample = sampleConfig(SCHEMA);

  it('holds what is required, with its example', () => {
    expect(parse(sample)).to.deep.equal({ kitchen: { cook: 'Ms Spoon' } });
  });

  it('shows what is optional as a comment, with its default', () => {
    expect(sample.split('\n')).to.include.members(['  # How many pots.', '  # pots: 3', '  # key:']);
  });
});

describe('The reference of the configuration', () => {
  it('has a row for each setting', () => {
    expect(configReference(SCHEMA).split('\n')).to.include.members([
      '| `cook` | Who cooks. E.g. `Ms Spoon`. | text | **required** | `PARTA_KITCHEN__COOK` |',
      '| `pots` | How many pots. | whole number, 1 to 9 | `3` | `PARTA_KITCHEN__POTS` |',
      '| `key` | Opens the door. | text, secret | none | `PARTA_KITCHEN__KEY` |',
    ]);
  });

  it('names environment variables by section and key', () => {
    expect(environmentName('web', 'public_url')).to.equal('PARTA_WEB__PUBLIC_URL');
  });
});
