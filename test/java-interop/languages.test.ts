import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Analyzer } from '#tserini/lucene/analysis/analyzer.js';
import { anseriniJar, needsAnserini, runOracle } from '../support/anserini.ts';
import { suiteFolder } from '../support/temp.ts';

/** Doctors, patients and vegetables; children at a river. */
const samples: Record<string, readonly string[]> = {
  ar: ['الكتب الجديدة في المكتبة العامة مفيدة للطلاب والمعلمين', 'يشرب المرضى الماء كل صباح قبل الطعام'],
  bn: ['নদীর তীরে শিশুরা প্রতিদিন বিকেলে খেলা করে', 'ডাক্তাররা রোগীদের শাকসবজি খেতে পরামর্শ দেন'],
  da: [
    'Børnene løber hurtigt gennem de grønne skove om sommeren',
    'Lægerne anbefaler patienterne at spise flere grøntsager',
  ],
  de: [
    'Die Häuser der alten Städte stehen seit Jahrhunderten am Fluss',
    'Ärztinnen und Ärzte empfehlen größere Mengen Gemüse für die Patienten',
  ],
  es: [
    'Los médicos recomiendan comer más verduras frescas cada día',
    'Las ciudades antiguas tenían murallas y puertas muy grandes',
  ],
  fa: [
    'کتاب‌های تازه در کتابخانه‌های شهر برای دانشجویان مفید هستند',
    'پزشکان به بیماران خوردن سبزی را پیشنهاد می‌کنند',
  ],
  fi: [
    'Lapset juoksevat kesäisin vihreissä metsissä järvien rannoilla',
    'Lääkärit suosittelevat potilailleen enemmän vihanneksia',
  ],
  fr: [
    'Les médecins recommandent aux patients de manger davantage de légumes',
    "L'eau des rivières coulait lentement jusqu'aux anciennes villes",
  ],
  hi: ['नदियों के किनारे बच्चे रोज़ शाम को खेलते हैं', 'डॉक्टर मरीज़ों को हरी सब्ज़ियाँ खाने की सलाह देते हैं'],
  hu: [
    'Az orvosok több friss zöldséget ajánlanak a betegeknek',
    'A régi városok házai a folyók partján álltak',
  ],
  id: [
    'Para dokter menyarankan pasien memakan lebih banyak sayuran segar',
    'Anak-anak bermain di tepi sungai setiap sore',
  ],
  it: [
    'I medici consigliano ai pazienti di mangiare più verdure fresche',
    "Nell'antica città le case stavano lungo i fiumi",
  ],
  ko: ['의사들은 환자들에게 채소를 더 많이 먹으라고 권한다', '아이들이 강가에서 매일 저녁 놀고 있다'],
  nl: [
    'De artsen raden de patiënten aan om meer verse groenten te eten',
    "Kinderen speelden 's avonds langs de oude rivieren bij de huizen",
  ],
  no: [
    'Legene anbefaler pasientene å spise mer ferske grønnsaker',
    'Barna løper gjennom de grønne skogene om sommeren',
  ],
  pt: [
    'Os médicos recomendam aos pacientes comer mais legumes frescos',
    'As cidades antigas tinham muralhas e portões enormes',
  ],
  ru: ['Врачи советуют больным есть больше свежих овощей', 'Дети каждый вечер играли на берегах старых рек'],
  sv: [
    'Läkarna rekommenderar patienterna att äta fler färska grönsaker',
    'Barnen springer genom de gröna skogarna om sommaren',
  ],
  te: ['పిల్లలు ప్రతి సాయంత్రం నది ఒడ్డున ఆడుకుంటారు', 'వైద్యులు రోగులకు కూరగాయలు తినమని సలహా ఇస్తారు'],
  th: ['แพทย์แนะนำให้ผู้ป่วยรับประทานผักสดมากขึ้น', 'เด็กๆ เล่นริมแม่น้ำทุกเย็น'],
  tr: [
    'Doktorlar hastalara daha fazla taze sebze yemelerini öneriyor',
    'Çocuklar her akşam eski şehirlerin nehir kıyısında oynarlardı',
  ],
  zh: ['医生建议病人多吃新鲜蔬菜', '孩子们每天晚上在河边玩耍'],
};

// Lucene 10's own analyzers of these two differ from those of Lucene 9.9, which Anserini 1.5 has.
const changed = ['fa', 'th'];

const folder = suiteFolder();

async function analyses(language: string): Promise<[ours: string[], theirs: string[]][]> {
  const analyzer = await Analyzer.create({ language });
  const theirs = await readFile(join(folder(), `terms.${language}`), 'utf8');
  const termsOf = (line: string) => line.split(' ').filter((term) => term !== '');
  const lines = theirs.split('\n');
  return samples[language]!.map((text, i) => [analyzer.analyze(text), termsOf(lines[i]!)]);
}

describe.skipIf(!anseriniJar)(`the analysis of other languages, beside Anserini${needsAnserini}`, () => {
  beforeAll(async () => {
    const jobs: string[][] = [];
    for (const [language, texts] of Object.entries(samples)) {
      const path = join(folder(), `texts.${language}`);
      await writeFile(path, `${texts.join('\n')}\n`);
      jobs.push(['analyze', language, 'porter', 'drop', path, join(folder(), `terms.${language}`)]);
    }
    await runOracle('TextOracle', folder(), jobs);
  });

  it.each(Object.keys(samples).filter((language) => !changed.includes(language)))(
    'is equal: %s',
    async (language) => {
      for (const [ours, theirs] of await analyses(language)) expect(ours).toEqual(theirs);
    },
  );

  it('differs in Persian by the stemmer that Lucene 10 added', async () => {
    for (const [ours, theirs] of await analyses('fa')) {
      expect(ours).toHaveLength(theirs.length);
      for (const [i, term] of ours.entries()) expect(theirs[i]!.startsWith(term)).toBe(true);
    }
  });

  it('differs in Thai by fewer stop words', async () => {
    for (const [ours, theirs] of await analyses('th')) {
      expect(ours).toEqual(expect.arrayContaining(theirs));
    }
  });
});
