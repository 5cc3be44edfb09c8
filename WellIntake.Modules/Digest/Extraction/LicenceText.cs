using System.Globalization;
using System.Text;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Licences in one line: "Series 7, 66; CFP, CFA (Level II candidate)".</summary>
internal static class LicenceText
{
    /// <summary>What is held, and what is on the way with that said. Null when neither.</summary>
    public static string? Of(IEnumerable<Licence> licences)
    {
        var shown = licences.Where(l => l.Status != LicenceStatus.NotHeld).ToList();
        if (shown.Count == 0)
            return null;

        var line = new StringBuilder();
        foreach (var licence in shown.Where(l => l.Series is not null && l.Status == LicenceStatus.Held).OrderBy(l => l.Series))
            line.Append(line.Length == 0 ? "Series " : ", ").Append(licence.Series!.Value.ToString(CultureInfo.InvariantCulture));
        var isFirst = true;
        foreach (var licence in shown.Where(l => l.Series is null || l.Status == LicenceStatus.InProgress))
        {
            line.Append(line.Length == 0 ? "" : isFirst ? "; " : ", ").Append(licence.Name);
            isFirst = false;
            if (licence.Detail is not null)
                line.Append(" (").Append(licence.Detail).Append(')');
            else if (licence.Status == LicenceStatus.InProgress)
                line.Append(" (in progress)");
        }

        return line.ToString();
    }
}
