using System.Text;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Chooses a card's bullets: the weightiest kinds first, none that says what another says (DIG-2).</summary>
internal static class BulletSelector
{
    /// <summary>Bullets on each card.</summary>
    public const int Count = 5;

    /// <summary>Fills down the order of kinds, then with <paramref name="fillers"/>. Exactly <see cref="Count"/> as long as those do not run out.</summary>
    public static IReadOnlyList<Bullet> Choose(IEnumerable<Bullet> facts, IEnumerable<Bullet> fillers)
    {
        var chosen = new List<Bullet>(Count);
        var said = new List<string>(Count);
        foreach (var bullet in facts.OrderBy(f => f.Kind).Concat(fillers))
        {
            if (chosen.Count == Count)
                break;
            var bare = Bare(bullet.Text);
            if (said.Exists(s => SaysSame(s, bare)))
                continue;
            chosen.Add(bullet);
            said.Add(bare);
        }

        return chosen;
    }

    // The same words in a row are the same statement, whatever stands around them.
    private static bool SaysSame(string one, string other) =>
        one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal);

    private static string Bare(string text)
    {
        var body = text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 and < 20 ? text[(colon + 2)..] : text;
        var bare = new StringBuilder(body.Length + 2).Append(' ');
        foreach (var word in Words.Of(body))
            bare.Append(word.Text).Append(' ');
        // Without any word both ends stay apart, as they do with one.
        return bare.Length == 1 ? "  " : bare.ToString();
    }
}
