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
        foreach (var bullet in facts.OrderBy(f => f.Kind).Concat(fillers))
        {
            if (chosen.Count == Count)
                break;
            if (!chosen.Exists(c => SaysSame(c.Text, bullet.Text)))
                chosen.Add(bullet);
        }

        return chosen;
    }

    // The same words in a row are the same statement, whatever stands around them.
    private static bool SaysSame(string earlier, string later)
    {
        var (one, other) = (Bare(earlier), Bare(later));
        return one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal);
    }

    private static string Bare(string text)
    {
        var body = text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 and < 20 ? text[(colon + 2)..] : text;
        return ' ' + string.Join(' ', Words.Of(body).Select(w => w.Text)) + ' ';
    }
}
