using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>
/// A digest as a page that mail programs draw too: nested tables, inline styles, widths as attributes for Outlook; no
/// scripts, images or anything from elsewhere. The one style block is for phones and printers, and may be dropped.
/// </summary>
internal static class DigestHtml
{
    private const string Font = "font-family:'Segoe UI',Helvetica,Arial,sans-serif;";
    private const string Table = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";
    private const string Ink = "#1f2937";
    private const string Grey = "#5b6472";
    private const string Navy = "#14304f";
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page. An empty digest is its heading and notes.</summary>
    public static string Write(DigestView view)
    {
        var html = new StringBuilder(4096 + view.Candidates.Count * 3072);
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<meta name=\"color-scheme\" content=\"light\"><title>").Append(Html.Encode(view.Title)).Append("</title>")
            .Append("<style>@media (max-width:680px){.page{padding:0!important}.in{padding-left:16px!important;padding-right:16px!important}}")
            .Append("@media print{.page{padding:0!important;background:#fff!important}.card{page-break-inside:avoid}}</style></head>")
            .Append("<body style=\"margin:0;padding:0;background:#eef1f5\" bgcolor=\"#eef1f5\">")
            .Append(Table).Append(" width=\"100%\" bgcolor=\"#eef1f5\"><tr><td class=\"page\" align=\"center\" style=\"padding:24px 12px\">")
            .Append(Table).Append(" width=\"640\" bgcolor=\"#ffffff\" style=\"width:100%;max-width:640px;background:#ffffff;").Append(Font)
            .Append("font-size:14px;line-height:1.45;color:").Append(Ink).Append("\">");
        Head(html, view);
        foreach (var note in view.Notes)
        {
            html.Append("<tr><td class=\"in\" bgcolor=\"#fff8e1\" style=\"padding:10px 32px;background:#fff8e1;border-bottom:1px solid #f1e3b0\">")
                .Append(Html.Encode(note)).Append("</td></tr>");
        }

        foreach (var candidate in view.Candidates)
            Candidate(html, candidate);
        return html.Append("</table></td></tr></table></body></html>").ToString();
    }

    private static void Head(StringBuilder html, DigestView view) => html
        .Append("<tr><td class=\"in\" bgcolor=\"").Append(Navy).Append("\" style=\"padding:24px 32px;background:").Append(Navy).Append(";color:#ffffff\">")
        .Append("<h1 dir=\"auto\" style=\"margin:0;font-size:22px;line-height:1.25;font-weight:600;color:#ffffff\">").Append(Html.Encode(view.Name)).Append("</h1>")
        .Append("<div style=\"margin-top:4px;font-size:14px;color:#c9d6e6\">").Append(Html.Encode(view.Range)).Append(" · ").Append(Html.Encode(view.Count)).Append("</div></td></tr>");

    private static void Candidate(StringBuilder html, CandidateView candidate)
    {
        html.Append("<tr><td class=\"in card\" style=\"padding:20px 32px 22px;border-bottom:1px solid #dfe4ea\">")
            .Append("<h2 dir=\"auto\" style=\"margin:0;font-size:17px;line-height:1.3;font-weight:600;color:").Append(Navy).Append("\">").Append(Html.Encode(candidate.Title)).Append("</h2>")
            .Append("<div dir=\"auto\" style=\"margin-top:2px;color:").Append(Grey).Append("\">").Append(Html.Encode(candidate.Location)).Append("</div>")
            .Append("<ul style=\"margin:12px 0;padding:0 0 0 20px\">");
        foreach (var bullet in candidate.Bullets)
            html.Append("<li dir=\"auto\" style=\"margin:0 0 4px\">").Append(Html.Encode(bullet)).Append("</li>");
        html.Append("</ul>");
        Feeling(html, candidate);
        if (candidate.Flags is not null)
        {
            html.Append("<div style=\"margin-top:10px;padding:6px 10px;background:#fdecea;color:#8c1d18\">").Append(Html.Encode(candidate.Flags)).Append("</div>");
        }

        html.Append("<div style=\"margin-top:10px;font-size:12px;color:").Append(Grey).Append("\">").Append(Html.Encode(candidate.Reference)).Append("</div></td></tr>");
    }

    // The words say what the bar shows; who has said nothing has no bar.
    private static void Feeling(StringBuilder html, CandidateView candidate)
    {
        html.Append(Table).Append("><tr><td style=\"").Append(Font).Append("font-size:14px;color:").Append(candidate.Enthusiasm is null ? Grey : Ink).Append("\">")
            .Append(Html.Encode(candidate.Mood)).Append("</td>");
        if (candidate.Enthusiasm is { } enthusiasm)
        {
            html.Append("<td width=\"12\" style=\"font-size:0\">&nbsp;</td><td>").Append(Table).Append(" width=\"140\" aria-hidden=\"true\"><tr>");
            Bar(html, enthusiasm, candidate.Feeling switch { Mood.Positive => "#1a7f4b", Mood.Cautious => "#b7791f", _ => "#6b7a8d" });
            Bar(html, 100 - enthusiasm, "#dfe4ea");
            html.Append("</tr></table></td>");
        }

        html.Append("</tr></table>");
    }

    private static void Bar(StringBuilder html, int percent, string colour)
    {
        if (percent <= 0)
            return;
        var width = percent.ToString(CultureInfo.InvariantCulture);
        html.Append("<td width=\"").Append(width).Append("%\" height=\"8\" bgcolor=\"").Append(colour).Append("\" style=\"height:8px;line-height:8px;font-size:0;background:").Append(colour).Append("\">&nbsp;</td>");
    }
}
