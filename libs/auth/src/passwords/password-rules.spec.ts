import { refuseWeak } from './password-rules.js';

const isRefused = async (password: string, email = 'ada.lovelace@example.com') => {
  try {
    await refuseWeak(password, email, 'password');
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'weak_password', status: 422 });
    return true;
  }
};

describe('a password', () => {
  it.each([
    ['is on the list', 'qwertyuiop123'], ['fills up one that is', 'password12345'], ['whatever the case', 'PassWord1234!'],
    ['in disguise', 'p@ssw0rd1234'], ['in disguise, not filled up', '$up3rm4n$up3rm4n'], ['twice', 'letmeinletmein'],
    ['twice and filled up', 'adminadmin123'], ['three times', 'dragondragondragon'], ['repeats a few letters', 'abcabcabcabcabc'],
    ['repeats one', 'zzzzzzzzzzzzz'], ['goes up', 'abcdefghijklmnop'], ['goes up past nine', '123456789012'], ['goes down', '987654321098'],
    ['is the address', 'ada.lovelace@example.com'], ['is the name in it', 'ada.lovelace2024'],
  ])('that %s is refused: %s', async (_, password) => expect(await isRefused(password)).toBe(true)); // prettier-ignore

  it.each([
    'four unrelated words here', 'correct horse battery staple', 'a password from a link', 'monkey 8391 7264 0183', 'Tr0ub4dor&3xyzzy',
    'ada has eleven goats', 'kd83hf62ls0q', 'пароль из четырёх слов',
  ])('such as %s is taken', async (password) => expect(await isRefused(password)).toBe(false)); // prettier-ignore

  it('may hold a short name by chance', async () =>
    expect(await isRefused('bobsled weather', 'bob@example.com')).toBe(false));
});
