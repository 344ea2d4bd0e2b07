<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="zh">
  <context>
    <name>AdvancedDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>Advanced training settings</source>
      <translation type="unfinished">高级训练设置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>Leave empty for the default, which works for most data.</source>
      <translation type="unfinished">留空则使用默认值，适用于大多数数据。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/advanced.py"/>
      <source>automatic</source>
      <translation type="unfinished">自动</translation>
    </message>
  </context>
  <context>
    <name>Ask</name>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>Replace</source>
      <translation type="unfinished">替换</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>Replace files?</source>
      <translation type="unfinished">替换文件？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>{0:,} file in {1} already exists. Its contents will be lost. Replace it?</source>
      <translation type="unfinished">{1} 中已有 {0:,} 个文件。其内容将丢失。要替换吗？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/ask.py"/>
      <source>{0:,} files in {1} already exist. Their contents will be lost. Replace them?</source>
      <translation type="unfinished">{1} 中已有 {0:,} 个文件。其内容将丢失。要替换吗？</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <location filename="../../boxmanager/panels/notices.py"/>
      <source>Dismiss</source>
      <translation type="unfinished">关闭</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/notices.py"/>
      <source>Suggested action</source>
      <translation type="unfinished">建议的操作</translation>
    </message>
  </context>
  <context>
    <name>BoxedProject</name>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">该文件保持不变；此显微图的新掩膜保存到另一个文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of box size to {0:g} px</source>
      <translation type="unfinished">将框尺寸改为 {0:g} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of the diameter to {0:.0f} px</source>
      <translation type="unfinished">将直径改为 {0:.0f} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete box</source>
      <translation type="unfinished">删除框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete {0} boxes</source>
      <translation type="unfinished">删除 {0} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>draw box</source>
      <translation type="unfinished">绘制框</translation>
    </message>
  </context>
  <context>
    <name>CheckFigures</name>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>It gives the best balance of precision and recall (F1).</source>
      <translation type="unfinished">它使精确率与召回率达到最佳平衡 (F1)。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>No threshold to suggest yet: {0}.</source>
      <translation type="unfinished">尚无建议的阈值：{0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Precision at threshold {0:.2f}: {1}</source>
      <translation type="unfinished">阈值 {0:.2f} 时的精确率：{1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Set suggested threshold</source>
      <translation type="unfinished">设为建议的阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Set ▼ {0:.2f}</source>
      <translation type="unfinished">设为 ▼ {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>Suggested threshold: {0}</source>
      <translation type="unfinished">建议的阈值：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/check_figures.py"/>
      <source>The current threshold is within this range, so there is no reason to change it.</source>
      <translation type="unfinished">当前阈值在此范围内，无需更改。</translation>
    </message>
  </context>
  <context>
    <name>ClassesPanel</name>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>; each picture is {0:.0f} {1} wide</source>
      <translation type="unfinished">；每张图宽 {0:.0f} {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>; {0} no better than random places (≈)</source>
      <translation type="unfinished">；{0} 不优于随机位置 (≈)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Average the visible boxes in classes, without a reference</source>
      <translation type="unfinished">无需参考，将可见的框分类平均</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Best first</source>
      <translation type="unfinished">最佳优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class averages</source>
      <translation type="unfinished">分类平均图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class {1}: 1 box</source>
      <translation type="unfinished">分类 {1}：1 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Class {1}: {0:,} boxes</source>
      <translation type="unfinished">分类 {1}：{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Classes show which views, ice and contaminants the picks contain.</source>
      <translation type="unfinished">分类显示挑选结果中包含哪些视角、冰和污染物。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Enlarge or shrink the averages</source>
      <translation type="unfinished">放大或缩小平均图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Estimated quality {0:.2f}</source>
      <translation type="unfinished">估计质量 {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Export…</source>
      <translation type="unfinished">导出…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Label</source>
      <translation type="unfinished">标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Largest first</source>
      <translation type="unfinished">最大优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Make classes</source>
      <translation type="unfinished">生成分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Mean confidence {0:.2f}</source>
      <translation type="unfinished">平均置信度 {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Members fit no better than random empty places</source>
      <translation type="unfinished">成员的匹配程度不优于随机的空白位置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Move the visible boxes onto the centres of their averages</source>
      <translation type="unfinished">将可见的框移到其平均图的中心</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Recentre</source>
      <translation type="unfinished">重新居中</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Reject</source>
      <translation type="unfinished">拒绝</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Reject the visible picks of the selected classes</source>
      <translation type="unfinished">拒绝所选分类中可见的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Resolution {0:.0f} {1}</source>
      <translation type="unfinished">分辨率 {0:.0f} {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Sharpest first</source>
      <translation type="unfinished">最清晰优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Size of the averages</source>
      <translation type="unfinished">平均图尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Sort order of the classes</source>
      <translation type="unfinished">分类排序</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Turn the visible picks of the selected classes into labels</source>
      <translation type="unfinished">将所选分类中可见的挑选变为标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Write only the boxes of the selected classes</source>
      <translation type="unfinished">仅写出所选分类的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>px</source>
      <translation type="unfinished">px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:,} of {1:,}</source>
      <translation type="unfinished">{0:,} / {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} greyed by masks</source>
      <translation type="unfinished">{0:.0%} 因掩膜变灰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} overlap a neighbour</source>
      <translation type="unfinished">{0:.0%} 与相邻框重叠</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0:.0%} still visible</source>
      <translation type="unfinished">{0:.0%} 仍可见</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} class</source>
      <translation type="unfinished">{0} 个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} classes</source>
      <translation type="unfinished">{0} 个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>{0} of {1:,} boxes</source>
      <translation type="unfinished">{1:,} 个框分为 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/classes.py"/>
      <source>Å</source>
      <translation type="unfinished">Å</translation>
    </message>
  </context>
  <context>
    <name>ClassificationDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>All classified particles, or the discarded ones: these become rejected.</source>
      <translation type="unfinished">所有参与分类的颗粒，或被舍弃的颗粒：这些将被拒绝。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>All or discarded</source>
      <translation type="unfinished">全部或被舍弃的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Choose the file with all or the discarded particles</source>
      <translation type="unfinished">选择含全部或被舍弃颗粒的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Choose the file with the kept particles</source>
      <translation type="unfinished">选择含保留颗粒的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File with all or the discarded particles</source>
      <translation type="unfinished">含全部或被舍弃颗粒的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File with the kept particles</source>
      <translation type="unfinished">含保留颗粒的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>File…</source>
      <translation type="unfinished">文件…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Good classes</source>
      <translation type="unfinished">好的分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Import</source>
      <translation type="unfinished">导入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Import 2-D classification</source>
      <translation type="unfinished">导入二维分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Kept particles</source>
      <translation type="unfinished">保留的颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Move boxes to the particle centres that the classification found</source>
      <translation type="unfinished">将框移到分类得到的颗粒中心</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Numbers of the good classes</source>
      <translation type="unfinished">好的分类的编号</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>Picks in good classes become labels; discarded ones are rejected. Ctrl+Z undoes it.</source>
      <translation type="unfinished">好的分类中的挑选变为标注，被舍弃的将被拒绝。Ctrl+Z 可撤销。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR 和 .cs 文件 (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>The good classes, if the first file has others too: RELION counts from 1, cryoSPARC from 0.</source>
      <translation type="unfinished">好的分类（如果第一个文件还包含其他分类）：RELION 从 1 计数，cryoSPARC 从 0 计数。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>all (optional)</source>
      <translation type="unfinished">全部（可选）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>particles.star or particles_selected.cs</source>
      <translation type="unfinished">particles.star 或 particles_selected.cs</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/classification.py"/>
      <source>run_it025_data.star or particles_excluded.cs (optional)</source>
      <translation type="unfinished">run_it025_data.star 或 particles_excluded.cs（可选）</translation>
    </message>
  </context>
  <context>
    <name>Classifying</name>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box moved onto the centre of its class average.</source>
      <translation type="unfinished">1 个框已移到其分类平均图的中心。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box of the selected classes is a label now.</source>
      <translation type="unfinished">所选分类的 1 个框现在是标注。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box of the selected classes rejected. The next training learns from it.</source>
      <translation type="unfinished">已拒绝所选分类的 1 个框。下次训练会从中学习。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>1 box written to {1}</source>
      <translation type="unfinished">已将 1 个框写入 {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>All visible boxes of the classes are on the centres of their averages.</source>
      <translation type="unfinished">各分类的所有可见框均已位于其平均图的中心。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Export boxes of the selected classes</source>
      <translation type="unfinished">导出所选分类的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Making classes…</source>
      <translation type="unfinished">正在生成分类…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>No box of this class is visible.</source>
      <translation type="unfinished">此分类中没有可见的框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>No class is better than classes of random places: the boxes may hold no particles.</source>
      <translation type="unfinished">没有分类优于随机位置的分类：这些框可能不含颗粒。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>RELION STAR (*.star);;CSV (*.csv)</source>
      <translation type="unfinished">RELION STAR (*.star);;CSV (*.csv)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>Round {0} of {1}; not final</source>
      <translation type="unfinished">第 {0} / {1} 轮；尚未完成</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>The selected classes have no visible picks.</source>
      <translation type="unfinished">所选分类中没有可见的挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>There are no visible boxes to average. Pick or box particles first.</source>
      <translation type="unfinished">没有可平均的可见框。请先挑选或框选颗粒。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>label a class</source>
      <translation type="unfinished">标注一个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>label {0} classes</source>
      <translation type="unfinished">标注 {0} 个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>recentre boxes</source>
      <translation type="unfinished">重新居中框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>reject a class</source>
      <translation type="unfinished">拒绝一个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>reject {0} classes</source>
      <translation type="unfinished">拒绝 {0} 个分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes moved onto the centres of their class averages.</source>
      <translation type="unfinished">{0:,} 个框已移到其分类平均图的中心。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes of the selected classes are labels now.</source>
      <translation type="unfinished">所选分类的 {0:,} 个框现在是标注。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes of the selected classes rejected. The next training learns from them.</source>
      <translation type="unfinished">已拒绝所选分类的 {0:,} 个框。下次训练会从中学习。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/classifying.py"/>
      <source>{0:,} boxes written to {1}</source>
      <translation type="unfinished">已将 {0:,} 个框写入 {1}</translation>
    </message>
  </context>
  <context>
    <name>Closing</name>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>A folder is being watched. Finished micrographs keep their picks.</source>
      <translation type="unfinished">正在监视一个文件夹。已完成的显微图会保留其挑选结果。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>A training is running. Closing discards it. Stop it first to keep its best model.</source>
      <translation type="unfinished">正在训练。关闭会丢弃它。要保留最佳模型，请先停止训练。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Classes are being made. Closing discards them.</source>
      <translation type="unfinished">正在生成分类。关闭会丢弃它们。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Close the window?</source>
      <translation type="unfinished">关闭窗口？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Micrographs are being picked. Finished ones keep their picks.</source>
      <translation type="unfinished">正在挑选显微图。已完成的会保留其挑选结果。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/closing.py"/>
      <source>Stop and close</source>
      <translation type="unfinished">停止并关闭</translation>
    </message>
  </context>
  <context>
    <name>ColumnHeads</name>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Astigm.</source>
      <translation type="unfinished">像散</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Astigmatism</source>
      <translation type="unfinished">像散</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Boxes</source>
      <translation type="unfinished">框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>CTF fit</source>
      <translation type="unfinished">CTF 拟合</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>CTF resolution</source>
      <translation type="unfinished">CTF 分辨率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Columns</source>
      <translation type="unfinished">列</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Confid.</source>
      <translation type="unfinished">置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Crystalline ice</source>
      <translation type="unfinished">结晶冰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Crystalline ice: power where ice reflects (3.95–3.4 Å) relative to its neighbours, 1 without</source>
      <translation type="unfinished">结晶冰：冰反射处 (3.95–3.4 Å) 相对于邻近处的功率，无冰时为 1</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Dead</source>
      <translation type="unfinished">无效</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Dead area</source>
      <translation type="unfinished">无效区域</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Defocus</source>
      <translation type="unfinished">欠焦</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Difference between the darkest and the brightest regions, in standard deviations</source>
      <translation type="unfinished">最暗与最亮区域之差，以标准差计</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Difference of the two defoci, μm, from the CTF file</source>
      <translation type="unfinished">两个欠焦值之差，μm，来自 CTF 文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Excluded because</source>
      <translation type="unfinished">排除原因</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Fraction of the micrograph that junk covers, by the junk map and painted masks</source>
      <translation type="unfinished">杂质覆盖的显微图比例，依据杂质图和绘制的掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Fraction of the picture in constant rows and columns at its edges</source>
      <translation type="unfinished">图像边缘常数行列所占的比例</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Gradient</source>
      <translation type="unfinished">梯度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Ice</source>
      <translation type="unfinished">冰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Junk</source>
      <translation type="unfinished">杂质</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean confidence</source>
      <translation type="unfinished">平均置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean confidence of the visible picks</source>
      <translation type="unfinished">可见挑选的平均置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Mean underfocus, μm, from the CTF file</source>
      <translation type="unfinished">平均欠焦，μm，来自 CTF 文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Name of the micrograph</source>
      <translation type="unfinished">显微图名称</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Resolution to which the CTF was fitted, Å, from the CTF file</source>
      <translation type="unfinished">CTF 拟合达到的分辨率，Å，来自 CTF 文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Share of junk</source>
      <translation type="unfinished">杂质比例</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Sharpness</source>
      <translation type="unfinished">清晰度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Sharpness (CTF rings)</source>
      <translation type="unfinished">清晰度（CTF 环）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Thickness gradient</source>
      <translation type="unfinished">厚度梯度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visibility of the CTF's rings; near 0 for a blurred or empty picture</source>
      <translation type="unfinished">CTF 环的可见程度；模糊或空白图像接近 0</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visible boxes</source>
      <translation type="unfinished">可见的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Visible picks and labels</source>
      <translation type="unfinished">可见的挑选和标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/column_heads.py"/>
      <source>Why the micrograph is excluded</source>
      <translation type="unfinished">显微图被排除的原因</translation>
    </message>
  </context>
  <context>
    <name>Comparing</name>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>1 pick, on which at least {1} of {2} results agree.</source>
      <translation type="unfinished">1 个挑选：{2} 个结果中至少 {1} 个一致。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Boxes (*.box *.star *.cbox *.csv *.txt *.cs);;All files (*)</source>
      <translation type="unfinished">框 (*.box *.star *.cbox *.csv *.txt *.cs);;所有文件 (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compare with a folder</source>
      <translation type="unfinished">与文件夹比较</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compare with files</source>
      <translation type="unfinished">与文件比较</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Compared with &lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">与 &lt;b&gt;{0}&lt;/b&gt; 比较</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Comparison</source>
      <translation type="unfinished">比较</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Consensus…</source>
      <translation type="unfinished">共识…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>End comparison</source>
      <translation type="unfinished">结束比较</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Reading boxes…</source>
      <translation type="unfinished">正在读取框…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>Replace picks by the consensus</source>
      <translation type="unfinished">以共识替换挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>The picks of all micrographs are replaced by the boxes that at least this many of the {0} results
agree on. Labels and rejected boxes stay, and undo restores the picks.</source>
      <translation type="unfinished">所有显微图的挑选将替换为 {0} 个结果中至少有这么多个
一致的框。标注和被拒绝的框保留，撤销可恢复挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>consensus of {0} results</source>
      <translation type="unfinished">{0} 个结果的共识</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>counting the other micrographs…</source>
      <translation type="unfinished">正在统计其他显微图…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>in all {0:,} / {1:,} / {2:,}</source>
      <translation type="unfinished">共 {0:,} / {1:,} / {2:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} agreed</source>
      <translation type="unfinished">{0:,} 个一致</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} only here</source>
      <translation type="unfinished">{0:,} 个仅在此处</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} only there</source>
      <translation type="unfinished">{0:,} 个仅在彼处</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/comparing.py"/>
      <source>{0:,} picks, on each of which at least {1} of {2} results agree.</source>
      <translation type="unfinished">{0:,} 个挑选：每个在 {2} 个结果中至少 {1} 个一致。</translation>
    </message>
  </context>
  <context>
    <name>CropGrid</name>
    <message>
      <location filename="../../boxmanager/panels/crop_grid.py"/>
      <source>Picks under review</source>
      <translation type="unfinished">审查中的挑选</translation>
    </message>
  </context>
  <context>
    <name>Curves</name>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>&lt;br&gt;&lt;b&gt;{0:,} of {1:,}&lt;/b&gt; held-out labels found</source>
      <translation type="unfinished">&lt;br&gt;找到 &lt;b&gt;{0:,} / {1:,}&lt;/b&gt; 个留出标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>&lt;br&gt;best AUC &lt;b&gt;{0:.3f}&lt;/b&gt; at epoch {1}</source>
      <translation type="unfinished">&lt;br&gt;最佳 AUC &lt;b&gt;{0:.3f}&lt;/b&gt;，第 {1} 轮</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Epoch {0} · loss {1:.3f}</source>
      <translation type="unfinished">第 {0} 轮 · 损失 {1:.3f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Loss</source>
      <translation type="unfinished">损失</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Loss {0:.3f}</source>
      <translation type="unfinished">损失 {0:.3f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Share of held-out labels found</source>
      <translation type="unfinished">找到的留出标注比例</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Training curves</source>
      <translation type="unfinished">训练曲线</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>Validation AUC</source>
      <translation type="unfinished">验证 AUC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>training</source>
      <translation type="unfinished">训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>validation</source>
      <translation type="unfinished">验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/curves.py"/>
      <source>{0}, best: ★</source>
      <translation type="unfinished">{0}，最佳：★</translation>
    </message>
  </context>
  <context>
    <name>DefocusScatter</name>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Confidence of the picks against defocus. Drag a point of the curve, or with Shift all of it</source>
      <translation type="unfinished">挑选的置信度与欠焦的关系。拖动曲线上的点，按住 Shift 拖动整条曲线</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Threshold by defocus</source>
      <translation type="unfinished">按欠焦的阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>defocus, μm</source>
      <translation type="unfinished">欠焦，μm</translation>
    </message>
  </context>
  <context>
    <name>DefocusThreshold</name>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Even out</source>
      <translation type="unfinished">均衡</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Even out the share kept</source>
      <translation type="unfinished">均衡保留比例</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Follow the defocus</source>
      <translation type="unfinished">随欠焦变化</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Replace the dragged curve by the one that keeps the same share everywhere</source>
      <translation type="unfinished">将拖动的曲线替换为各处保留比例相同的曲线</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>The threshold cannot follow the defocus yet: at least 200 picks at two different defoci are needed. Pick more micrographs first.</source>
      <translation type="unfinished">阈值尚不能随欠焦变化：至少需要两个不同欠焦值下的 200 个挑选。请先挑选更多显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Threshold follows the defocus</source>
      <translation type="unfinished">阈值随欠焦变化</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/defocus.py"/>
      <source>Vary the threshold with the defocus, so that the share of picks kept is alike everywhere</source>
      <translation type="unfinished">使阈值随欠焦变化，让各处保留的挑选比例相近</translation>
    </message>
  </context>
  <context>
    <name>DisplayPanel</name>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Contrast: black and white point</source>
      <translation type="unfinished">对比度：黑点和白点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Display</source>
      <translation type="unfinished">显示</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit</source>
      <translation type="unfinished">适合</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit contrast</source>
      <translation type="unfinished">调整对比度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Fit the contrast to the micrograph  (C)</source>
      <translation type="unfinished">使对比度适合显微图  (C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Hide details finer than this on screen; picking and training are not affected</source>
      <translation type="unfinished">屏幕上隐藏更细的细节；不影响挑选和训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Invert</source>
      <translation type="unfinished">反相</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Low-pass</source>
      <translation type="unfinished">低通</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>Swap black and white  (I)</source>
      <translation type="unfinished">交换黑白  (I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/display.py"/>
      <source>off</source>
      <translation type="unfinished">关</translation>
    </message>
  </context>
  <context>
    <name>Editing</name>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>1 micrograph</source>
      <translation type="unfinished">1 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>All boxes changed from {0:,.0f} to {1:,.0f} px, on {2}.</source>
      <translation type="unfinished">所有框从 {0:,.0f} 改为 {1:,.0f} px，涉及 {2}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>Pixel size</source>
      <translation type="unfinished">像素尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>The file has none.</source>
      <translation type="unfinished">文件中没有。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>The file has {0:.4g}.</source>
      <translation type="unfinished">文件中为 {0:.4g}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept boxes and filaments</source>
      <translation type="unfinished">接受框和纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept pick</source>
      <translation type="unfinished">接受挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>accept {0} picks</source>
      <translation type="unfinished">接受 {0} 个挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>delete boxes and filaments</source>
      <translation type="unfinished">删除框和纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>nudge</source>
      <translation type="unfinished">微移</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore box</source>
      <translation type="unfinished">恢复框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore boxes and filaments</source>
      <translation type="unfinished">恢复框和纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>restore {0} boxes</source>
      <translation type="unfinished">恢复 {0} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/editing.py"/>
      <source>Å per pixel (0: as in the file). {0}</source>
      <translation type="unfinished">每像素 Å（0：与文件相同）。{0}</translation>
    </message>
  </context>
  <context>
    <name>Enabling</name>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Redo</source>
      <translation type="unfinished">重做</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Redo {0}</source>
      <translation type="unfinished">重做：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Undo</source>
      <translation type="unfinished">撤销</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/enabling.py"/>
      <source>Undo {0}</source>
      <translation type="unfinished">撤销：{0}</translation>
    </message>
  </context>
  <context>
    <name>EngineState</name>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Active model: {0}</source>
      <translation type="unfinished">活动模型：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Device: {0}</source>
      <translation type="unfinished">设备：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Model: {0}</source>
      <translation type="unfinished">模型：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>Networks run on: {0}
If memory runs out, the job stops with a message and nothing is lost.</source>
      <translation type="unfinished">网络运行于：{0}
如果内存不足，任务会显示消息并停止，不会丢失任何内容。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>device: {0}</source>
      <translation type="unfinished">设备：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>general</source>
      <translation type="unfinished">通用</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>the built-in general model</source>
      <translation type="unfinished">内置的通用模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/engine_state.py"/>
      <source>{0} with {1:.0f} GB of memory</source>
      <translation type="unfinished">{0}，{1:.0f} GB 内存</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>1 pick of a particle that has a label is left out.</source>
      <translation type="unfinished">略去 1 个已有标注的颗粒的挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; box</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; boxes</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; file</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; files</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>All micrographs</source>
      <translation type="unfinished">所有显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Browse…</source>
      <translation type="unfinished">浏览…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>CBOX – crYOLO, with confidence</source>
      <translation type="unfinished">CBOX – crYOLO，含置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>CSV – table</source>
      <translation type="unfinished">CSV – 表格</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Choose folder</source>
      <translation type="unfinished">选择文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Current micrograph only</source>
      <translation type="unfinished">仅当前显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>EMAN .box</source>
      <translation type="unfinished">EMAN .box</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Export boxes</source>
      <translation type="unfinished">导出框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Exported {0} to {1} in {2}.</source>
      <translation type="unfinished">已将 {0} 导出到 {1}，位于 {2}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>First lines of the first file</source>
      <translation type="unfinished">第一个文件的前几行</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Folder</source>
      <translation type="unfinished">文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Format</source>
      <translation type="unfinished">格式</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Labels are written with a confidence of 1.</source>
      <translation type="unfinished">标注以置信度 1 写出。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Nothing to export: no boxes pass this threshold.</source>
      <translation type="unfinished">没有可导出的内容：没有框达到此阈值。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Output folder</source>
      <translation type="unfinished">输出文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>STAR – RELION, cryoSPARC</source>
      <translation type="unfinished">STAR – RELION、cryoSPARC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>Topaz text</source>
      <translation type="unfinished">Topaz 文本</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} box</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} file</source>
      <translation type="unfinished">{0:,} 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} files</source>
      <translation type="unfinished">{0:,} 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0:,} picks of particles that have a label are left out.</source>
      <translation type="unfinished">略去 {0:,} 个已有标注的颗粒的挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/export.py"/>
      <source>{0} in {1}: all labels, and picks at or above {2:.2f}.</source>
      <translation type="unfinished">{1} 中的 {0}：所有标注，以及不低于 {2:.2f} 的挑选。</translation>
    </message>
  </context>
  <context>
    <name>Exporting</name>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>PNG pictures (*.png)</source>
      <translation type="unfinished">PNG 图片 (*.png)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Picture of the view copied to the clipboard.</source>
      <translation type="unfinished">视图图片已复制到剪贴板。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Picture saved as {0}.</source>
      <translation type="unfinished">图片已保存为 {0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>Save picture of the view</source>
      <translation type="unfinished">保存视图图片</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/exporting.py"/>
      <source>{0} cannot be written. Check the folder and the free space, or choose another file.</source>
      <translation type="unfinished">无法写入 {0}。请检查文件夹和可用空间，或选择其他文件。</translation>
    </message>
  </context>
  <context>
    <name>FactsDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>, boxes of {0:.0f} px</source>
      <translation type="unfinished">，框 {0:.0f} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>, {0:.0f} px wide</source>
      <translation type="unfinished">，宽 {0:.0f} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Black and white</source>
      <translation type="unfinished">黑与白</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Confidences</source>
      <translation type="unfinished">置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Copy</source>
      <translation type="unfinished">复制</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Extreme pixels</source>
      <translation type="unfinished">极端像素</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Field of view</source>
      <translation type="unfinished">视场</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Filaments picked with</source>
      <translation type="unfinished">纤维挑选所用</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>File</source>
      <translation type="unfinished">文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>First row in the file</source>
      <translation type="unfinished">文件的第一行</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Folder</source>
      <translation type="unfinished">文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Grey values</source>
      <translation type="unfinished">灰度值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Labels</source>
      <translation type="unfinished">标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Marked as</source>
      <translation type="unfinished">标记为</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>On disk</source>
      <translation type="unfinished">磁盘上</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Picked with</source>
      <translation type="unfinished">挑选所用</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Picks</source>
      <translation type="unfinished">挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Pixel size</source>
      <translation type="unfinished">像素尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Pixel size set here</source>
      <translation type="unfinished">此处设置的像素尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Problem</source>
      <translation type="unfinished">问题</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Rejected</source>
      <translation type="unfinished">已拒绝</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Size</source>
      <translation type="unfinished">尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Threshold</source>
      <translation type="unfinished">阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>Used by the model for</source>
      <translation type="unfinished">模型用于</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>bottom</source>
      <translation type="unfinished">底部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>by defocus</source>
      <translation type="unfinished">按欠焦</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>common</source>
      <translation type="unfinished">共用</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>empty</source>
      <translation type="unfinished">空</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>fitted to {0:,.4g} and {1:,.4g}</source>
      <translation type="unfinished">适配为 {0:,.4g} 和 {1:,.4g}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>mean {0:,.4g}, deviation {1:,.4g}</source>
      <translation type="unfinished">均值 {0:,.4g}，标准差 {1:,.4g}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>not in the file</source>
      <translation type="unfinished">不在文件中</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>own</source>
      <translation type="unfinished">单独</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>top</source>
      <translation type="unfinished">顶部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>training</source>
      <translation type="unfinished">训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>validation</source>
      <translation type="unfinished">验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,.1f} MB, changed {1}</source>
      <translation type="unfinished">{0:,.1f} MB，修改于 {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,} visible of {1:,}</source>
      <translation type="unfinished">可见 {0:,} / {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/facts.py"/>
      <source>{0:,} × {1:,} px, {2} bits</source>
      <translation type="unfinished">{0:,} × {1:,} px，{2} 位</translation>
    </message>
  </context>
  <context>
    <name>Feedback</name>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>Reading classified particles…</source>
      <translation type="unfinished">正在读取已分类的颗粒…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>These files hold no particles of the open micrographs.</source>
      <translation type="unfinished">这些文件不含已打开显微图的颗粒。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>import of a classification</source>
      <translation type="unfinished">导入分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} rejected box</source>
      <translation type="unfinished">{0:,} 个被拒绝的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0:,} rejected boxes</source>
      <translation type="unfinished">{0:,} 个被拒绝的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/feedback.py"/>
      <source>{0} and {1} more from the classification.</source>
      <translation type="unfinished">分类新增 {0} 和 {1}。</translation>
    </message>
  </context>
  <context>
    <name>FilamentEditing</name>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>Not cut: a piece would be shorter than the width of the filament.</source>
      <translation type="unfinished">未剪断：其中一段会短于纤维宽度。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>Point at a filament with the mouse, and press V to cut it there.</source>
      <translation type="unfinished">将鼠标指向纤维并按 V，在该处剪断。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>cut filament</source>
      <translation type="unfinished">剪断纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_editing.py"/>
      <source>join filaments</source>
      <translation type="unfinished">连接纤维</translation>
    </message>
  </context>
  <context>
    <name>FilamentExportDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; filament</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; filaments</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrograph</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrographs</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Browse…</source>
      <translation type="unfinished">浏览…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>CBOX – crYOLO and Iceboxer, everything kept</source>
      <translation type="unfinished">CBOX – crYOLO 和 Iceboxer，全部保留</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Choose the file with the names of the micrographs</source>
      <translation type="unfinished">选择含显微图名称的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Choose the output folder</source>
      <translation type="unfinished">选择输出文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>EMAN2 – helices with segments</source>
      <translation type="unfinished">EMAN2 – 含片段的螺旋</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>EMAN2 – starts and ends</source>
      <translation type="unfinished">EMAN2 – 起点和终点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Export filaments</source>
      <translation type="unfinished">导出纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Exported {0} to {1} in {2}.</source>
      <translation type="unfinished">已将 {0} 导出到 {1}，位于 {2}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>File with the names of the micrographs</source>
      <translation type="unfinished">含显微图名称的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>File…</source>
      <translation type="unfinished">文件…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>For</source>
      <translation type="unfinished">用于</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Match names in</source>
      <translation type="unfinished">匹配名称于</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Nothing to export: no filaments pass the filters.</source>
      <translation type="unfinished">没有可导出的内容：没有纤维通过筛选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Output folder</source>
      <translation type="unfinished">输出文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Program and format</source>
      <translation type="unfinished">程序和格式</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>RELION – segments with priors</source>
      <translation type="unfinished">RELION – 含先验的片段</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>RELION – starts and ends</source>
      <translation type="unfinished">RELION – 起点和终点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR 和 .cs 文件 (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>The direction of the filaments is known</source>
      <translation type="unfinished">纤维的方向已知</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Then, there:</source>
      <translation type="unfinished">然后在那里：</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Write a flip ratio of 0 instead of 0.5, so that RELION does not try both ends</source>
      <translation type="unfinished">写入翻转比 0 而非 0.5，使 RELION 不尝试两端</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>Write to</source>
      <translation type="unfinished">写入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>cryoSPARC – particles of filaments</source>
      <translation type="unfinished">cryoSPARC – 纤维的颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} filament</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} file</source>
      <translation type="unfinished">{0:,} 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:,} files</source>
      <translation type="unfinished">{0:,} 个文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0:.1f} Å ({1:.1f} px)</source>
      <translation type="unfinished">{0:.1f} Å ({1:.1f} px)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>{0} from {1}, as shown: all labels, and picks that pass the filters. Segments every {2}.</source>
      <translation type="unfinished">{1} 中的 {0}，如所示：所有标注，以及通过筛选的挑选。每 {2} 一个片段。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>✕ 1 filament lies on a micrograph without a matching name.</source>
      <translation type="unfinished">✕ 1 条纤维所在的显微图没有匹配的名称。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_export.py"/>
      <source>✕ {0:,} filaments lie on micrographs without a matching name.</source>
      <translation type="unfinished">✕ {0:,} 条纤维所在的显微图没有匹配的名称。</translation>
    </message>
  </context>
  <context>
    <name>FilamentGallery</name>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">拉直的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,.0f} Å</source>
      <translation type="unfinished">{0:,.0f} Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,} filament on this micrograph</source>
      <translation type="unfinished">此显微图上 {0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filament_gallery.py"/>
      <source>{0:,} filaments on this micrograph</source>
      <translation type="unfinished">此显微图上 {0:,} 条纤维</translation>
    </message>
  </context>
  <context>
    <name>FilamentLearning</name>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>All picked filaments come from the active model and width.</source>
      <translation type="unfinished">所有挑选的纤维均来自活动模型和当前宽度。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>Filaments of 1 micrograph picked.</source>
      <translation type="unfinished">已挑选 1 张显微图的纤维。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>Filaments of {0:,} micrographs picked.</source>
      <translation type="unfinished">已挑选 {0:,} 张显微图的纤维。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>There are no labelled filaments to train on. Draw some first (F).</source>
      <translation type="unfinished">没有可用于训练的已标注纤维。请先绘制 (F)。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>This micrograph is excluded. Include it to pick it.</source>
      <translation type="unfinished">此显微图已被排除。请先恢复，再挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/filament_learning.py"/>
      <source>{0} {1:,} could not be read.</source>
      <translation type="unfinished">{0} {1:,} 个无法读取。</translation>
    </message>
  </context>
  <context>
    <name>FilamentSteps</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Iceboxer and crYOLO's box manager open the files in{0}</source>
      <translation type="unfinished">Iceboxer 和 crYOLO 的 box manager 可打开以下位置的文件：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In EMAN2, open the micrograph with &lt;b&gt;e2helixboxer.py&lt;/b&gt; and load its file in{0}</source>
      <translation type="unfinished">在 EMAN2 中用 &lt;b&gt;e2helixboxer.py&lt;/b&gt; 打开显微图，并载入其文件：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In RELION, open a &lt;b&gt;Particle extraction&lt;/b&gt; job.</source>
      <translation type="unfinished">在 RELION 中打开 &lt;b&gt;Particle extraction&lt;/b&gt; 作业。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>In cryoSPARC, create an &lt;b&gt;Import Particle Stack&lt;/b&gt; job with your micrographs as Source Exposures.</source>
      <translation type="unfinished">在 cryoSPARC 中创建 &lt;b&gt;Import Particle Stack&lt;/b&gt; 作业，以您的显微图为 Source Exposures。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>No</source>
      <translation type="unfinished">No</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;Extract&lt;/b&gt;, set &lt;b&gt;Particle box size&lt;/b&gt;: at least {0:,} px.</source>
      <translation type="unfinished">在 &lt;b&gt;Extract&lt;/b&gt; 选项卡上，将 &lt;b&gt;Particle box size&lt;/b&gt; 设为至少 {0:,} px。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;Helix&lt;/b&gt;: &lt;b&gt;Extract helical segments?&lt;/b&gt; Yes. &lt;b&gt;Tube diameter&lt;/b&gt;: {0:,.0f} Å. &lt;b&gt;Use bimodal angular priors?&lt;/b&gt; {1}. &lt;b&gt;Coordinates are start-end only?&lt;/b&gt; {2}.</source>
      <translation type="unfinished">在 &lt;b&gt;Helix&lt;/b&gt; 选项卡上：&lt;b&gt;Extract helical segments?&lt;/b&gt; Yes。&lt;b&gt;Tube diameter&lt;/b&gt;：{0:,.0f} Å。&lt;b&gt;Use bimodal angular priors?&lt;/b&gt; {1}。&lt;b&gt;Coordinates are start-end only?&lt;/b&gt; {2}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>On the tab &lt;b&gt;I/O&lt;/b&gt;, set &lt;b&gt;micrograph STAR file&lt;/b&gt; to your micrographs_ctf.star and &lt;b&gt;Input coordinates&lt;/b&gt; to{0}</source>
      <translation type="unfinished">在 &lt;b&gt;I/O&lt;/b&gt; 选项卡上，将 &lt;b&gt;micrograph STAR file&lt;/b&gt; 设为您的 micrographs_ctf.star，将 &lt;b&gt;Input coordinates&lt;/b&gt; 设为{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Psi, tilt and track lengths come from the files; RELION keeps them.</source>
      <translation type="unfinished">psi、tilt 和轨迹长度来自文件；RELION 会保留它们。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Run &lt;b&gt;Extract From Micrographs&lt;/b&gt; with a box of at least {0:,} px.</source>
      <translation type="unfinished">运行 &lt;b&gt;Extract From Micrographs&lt;/b&gt;，框至少为 {0:,} px。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Set &lt;b&gt;Particle meta path&lt;/b&gt; to{0}</source>
      <translation type="unfinished">将 &lt;b&gt;Particle meta path&lt;/b&gt; 设为{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>The filament fields (identity, position, direction) are kept for helical refinement.</source>
      <translation type="unfinished">纤维字段（标识、位置、方向）会保留，用于螺旋精修。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>There too: &lt;b&gt;Cut helical tubes into segments?&lt;/b&gt; Yes. &lt;b&gt;Number of unique asymmetrical units&lt;/b&gt;: {0:,}. &lt;b&gt;Helical rise&lt;/b&gt;: {1:.2f} Å. Each straight piece of a bent filament becomes a tube of its own.</source>
      <translation type="unfinished">同一处：&lt;b&gt;Cut helical tubes into segments?&lt;/b&gt; Yes。&lt;b&gt;Number of unique asymmetrical units&lt;/b&gt;：{0:,}。&lt;b&gt;Helical rise&lt;/b&gt;：{1:.2f} Å。弯曲纤维的每个直段成为单独的管。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Yes</source>
      <translation type="unfinished">Yes</translation>
    </message>
  </context>
  <context>
    <name>FilamentStepsPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>&lt;b&gt;{0} does not hold the exported filaments of {1}. Export again.&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0} 不含 {1} 的导出纤维。请重新导出。&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">复制路径</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Each bar is drawn from psi in the file; all lie along their filaments.</source>
      <translation type="unfinished">每条短线按文件中的 psi 绘制；全部沿着各自的纤维。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Read back from {1}, over {2}: 1 segment. </source>
      <translation type="unfinished">从 {1} 读回，叠加于 {2}：1 个片段。 </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Read back from {1}, over {2}: {0:,} segments. </source>
      <translation type="unfinished">从 {1} 读回，叠加于 {2}：{0:,} 个片段。 </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">正在读取 {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/filament_steps.py"/>
      <source>The file holds points; the other program computes psi from them as drawn.</source>
      <translation type="unfinished">文件含点；其他程序据此计算 psi，如图所示。</translation>
    </message>
  </context>
  <context>
    <name>FilamentsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> px</source>
      <translation type="unfinished"> px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> · {0:,} rejected</source>
      <translation type="unfinished"> · 已拒绝 {0:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source> Å</source>
      <translation type="unfinished"> Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; here, segments: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; in total</source>
      <translation type="unfinished">此处 &lt;b&gt;{0:,}&lt;/b&gt;，片段：{1:,}&lt;br&gt;共 &lt;b&gt;{2:,}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; here, segments: {1:,}&lt;br&gt;&lt;b&gt;{2:,}&lt;/b&gt; of {3:,} shown</source>
      <translation type="unfinished">此处 &lt;b&gt;{0:,}&lt;/b&gt;，片段：{1:,}&lt;br&gt;显示 &lt;b&gt;{2:,}&lt;/b&gt; / {3:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Choose another one under Models</source>
      <translation type="unfinished">在“模型”中选择另一个</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Confidence threshold of filaments</source>
      <translation type="unfinished">纤维的置信度阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Distance of two segments; 0: a quarter of the width</source>
      <translation type="unfinished">相邻片段的间距；0：宽度的四分之一</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Export…</source>
      <translation type="unfinished">导出…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Filament width</source>
      <translation type="unfinished">纤维宽度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Filaments</source>
      <translation type="unfinished">纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Helical rise</source>
      <translation type="unfinished">螺旋上升</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Helical rise of one subunit</source>
      <translation type="unfinished">每个亚基的螺旋上升</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Hide picks that are shorter</source>
      <translation type="unfinished">隐藏较短的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Hide picks that bend to a smaller radius; 0: show all</source>
      <translation type="unfinished">隐藏弯曲半径更小的挑选；0：全部显示</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Least length</source>
      <translation type="unfinished">最小长度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Least length of picked filaments</source>
      <translation type="unfinished">挑选纤维的最小长度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Length ≥</source>
      <translation type="unfinished">长度 ≥</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Model: {0}</source>
      <translation type="unfinished">模型：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Number of subunits from one segment to the next</source>
      <translation type="unfinished">相邻片段之间的亚基数</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick 1 outdated again</source>
      <translation type="unfinished">重新挑选 1 张过期的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick all</source>
      <translation type="unfinished">挑选全部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick current</source>
      <translation type="unfinished">挑选当前</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick the filaments here  (Ctrl+L)</source>
      <translation type="unfinished">挑选此处的纤维  (Ctrl+L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick the filaments of all micrographs</source>
      <translation type="unfinished">挑选所有显微图的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Pick {0:,} outdated again</source>
      <translation type="unfinished">重新挑选 {0:,} 张过期的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Radius ≥</source>
      <translation type="unfinished">半径 ≥</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Rise × subunits</source>
      <translation type="unfinished">上升 × 亚基数</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Set the spacing by the helical rise and the number of subunits per segment</source>
      <translation type="unfinished">用螺旋上升和每片段亚基数设置间距</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Smallest radius of bends</source>
      <translation type="unfinished">弯曲的最小半径</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Spacing</source>
      <translation type="unfinished">间距</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Spacing of segments</source>
      <translation type="unfinished">片段间距</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Subunits per segment</source>
      <translation type="unfinished">每片段亚基数</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Their picks come from another model or width</source>
      <translation type="unfinished">其挑选来自其他模型或宽度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Threshold</source>
      <translation type="unfinished">阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Threshold of filaments</source>
      <translation type="unfinished">纤维阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Train</source>
      <translation type="unfinished">训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Train on all labelled filaments</source>
      <translation type="unfinished">用所有已标注的纤维训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Width</source>
      <translation type="unfinished">宽度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Width of all filaments</source>
      <translation type="unfinished">所有纤维的宽度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>Write the visible filaments for other programs</source>
      <translation type="unfinished">为其他程序写出可见的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/filaments.py"/>
      <source>built-in filament model</source>
      <translation type="unfinished">内置纤维模型</translation>
    </message>
  </context>
  <context>
    <name>Files</name>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>1 micrograph added.</source>
      <translation type="unfinished">已添加 1 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Add micrographs</source>
      <translation type="unfinished">添加显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Files of micrographs end in {0}.</source>
      <translation type="unfinished">显微图文件的扩展名为 {0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Looking for micrographs…</source>
      <translation type="unfinished">正在查找显微图…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Making the sample…</source>
      <translation type="unfinished">正在生成示例…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Micrographs ({0});;All files (*)</source>
      <translation type="unfinished">显微图 ({0});;所有文件 (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open folder</source>
      <translation type="unfinished">打开文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open micrographs</source>
      <translation type="unfinished">打开显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Open project</source>
      <translation type="unfinished">打开项目</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Opening…</source>
      <translation type="unfinished">正在打开…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Remove</source>
      <translation type="unfinished">移除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Remove micrograph?</source>
      <translation type="unfinished">移除显微图？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>The file of the micrograph stays on disk. You cannot undo this.</source>
      <translation type="unfinished">显微图文件保留在磁盘上。此操作无法撤销。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>There are no micrographs in {0}.</source>
      <translation type="unfinished">{0} 中没有显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>Your unsaved work was recovered. Save the project to keep it.</source>
      <translation type="unfinished">已恢复您未保存的工作。请保存项目以保留。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>box</source>
      <translation type="unfinished">框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>filament</source>
      <translation type="unfinished">纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0:,} micrographs added.</source>
      <translation type="unfinished">已添加 {0:,} 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/files.py"/>
      <source>{0} and its {1} will be removed from the project. {2}</source>
      <translation type="unfinished">{0} 及其 {1} 将从项目中移除。{2}</translation>
    </message>
  </context>
  <context>
    <name>FirstLook</name>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>&lt;b&gt;1 particle&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;1 个颗粒&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>&lt;b&gt;{0:,} particles&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0:,} 个颗粒&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Adjust size</source>
      <translation type="unfinished">调整尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Box a few</source>
      <translation type="unfinished">框选几个</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Click on ten or more particles, then press Train, or switch Assist on.</source>
      <translation type="unfinished">单击十个或更多颗粒，然后按“训练”，或打开“助手”。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Drag the circle until it fits a particle, then pick again.</source>
      <translation type="unfinished">拖动圆圈直到适合颗粒，然后重新挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>First look</source>
      <translation type="unfinished">初步查看</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Looking for particles…</source>
      <translation type="unfinished">正在寻找颗粒…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Pick all</source>
      <translation type="unfinished">挑选全部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>Pixel size…</source>
      <translation type="unfinished">像素尺寸…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>The general model found no particles here</source>
      <translation type="unfinished">通用模型在此处未找到颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/first_look.py"/>
      <source>{0}, about {1} across</source>
      <translation type="unfinished">{0}，直径约 {1}</translation>
    </message>
  </context>
  <context>
    <name>Floating</name>
    <message>
      <location filename="../../boxmanager/panels/floating.py"/>
      <source>Dismiss</source>
      <translation type="unfinished">关闭</translation>
    </message>
  </context>
  <context>
    <name>FrameView</name>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Micrograph with the boxes</source>
      <translation type="unfinished">带框的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Reading the micrograph…</source>
      <translation type="unfinished">正在读取显微图…</translation>
    </message>
  </context>
  <context>
    <name>GalleryModel</name>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>x {0:.0f}, y {1:.0f}</source>
      <translation type="unfinished">x {0:.0f}，y {1:.0f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0}, confidence {1:.2f}</source>
      <translation type="unfinished">{0}，置信度 {1:.2f}</translation>
    </message>
  </context>
  <context>
    <name>GalleryPanel</name>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Boxed particles</source>
      <translation type="unfinished">已框选的颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Highest confidence first</source>
      <translation type="unfinished">置信度最高优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Lowest confidence first</source>
      <translation type="unfinished">置信度最低优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>Sort order of the gallery</source>
      <translation type="unfinished">图库排序</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0:,} box on this micrograph</source>
      <translation type="unfinished">此显微图上 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0:,} boxes on this micrograph</source>
      <translation type="unfinished">此显微图上 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/gallery.py"/>
      <source>{0}, {1:,} rejected</source>
      <translation type="unfinished">{0}，已拒绝 {1:,}</translation>
    </message>
  </context>
  <context>
    <name>HandoverDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; box</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; boxes</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrograph</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; micrographs</source>
      <translation type="unfinished">&lt;b&gt;{0:,}&lt;/b&gt; 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Browse…</source>
      <translation type="unfinished">浏览…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the file with the names of the micrographs</source>
      <translation type="unfinished">选择含显微图名称的文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the folder with the micrographs</source>
      <translation type="unfinished">选择显微图所在的文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Choose the output folder</source>
      <translation type="unfinished">选择输出文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Export for {0}</source>
      <translation type="unfinished">导出到 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Exported {0} from {1} to {2}.</source>
      <translation type="unfinished">已将 {1} 的 {0} 导出到 {2}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>File or folder with the names of the micrographs</source>
      <translation type="unfinished">含显微图名称的文件或文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>File…</source>
      <translation type="unfinished">文件…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Folder…</source>
      <translation type="unfinished">文件夹…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Match names in</source>
      <translation type="unfinished">匹配名称于</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Nothing to export: no boxes pass this threshold, or no names match.</source>
      <translation type="unfinished">没有可导出的内容：没有框达到此阈值，或没有匹配的名称。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Output folder</source>
      <translation type="unfinished">输出文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>STAR and .cs files (*.star *.cs)</source>
      <translation type="unfinished">STAR 和 .cs 文件 (*.star *.cs)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>The folder is not inside a known RELION project, so the file lists absolute paths.</source>
      <translation type="unfinished">该文件夹不在已知的 RELION 项目内，因此文件使用绝对路径。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>Write to</source>
      <translation type="unfinished">写入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>exposures.cs</source>
      <translation type="unfinished">exposures.cs</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>micrographs_ctf.star</source>
      <translation type="unfinished">micrographs_ctf.star</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} box</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} existing file will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} existing files will be replaced.</source>
      <translation type="unfinished">将替换 {0:,} 个已有文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} micrograph</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover.py"/>
      <source>{0} from {1}: all labels, and picks at or above {2:.2f}.</source>
      <translation type="unfinished">{1} 的 {0}：所有标注，以及不低于 {2:.2f} 的挑选。</translation>
    </message>
  </context>
  <context>
    <name>HandoverPreview</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>An MRC file stores the bottom row first, and {0} counts from it.</source>
      <translation type="unfinished">MRC 文件先存储最底行，{0} 从该行计数。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>Count y from the top edge</source>
      <translation type="unfinished">y 从上边缘计数</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>Flip y, for boxes that appear mirrored in {0}.</source>
      <translation type="unfinished">翻转 y，用于在 {0} 中显示为镜像的框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>RELION flips this file type when reading it, so it counts from the same corner.</source>
      <translation type="unfinished">RELION 读取此类文件时会翻转，因此从同一角计数。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>This file type stores its top row first: check one micrograph in cryoSPARC, and count y from the top edge if the boxes are mirrored there.</source>
      <translation type="unfinished">此类文件先存储最顶行：请在 cryoSPARC 中检查一张显微图，如果框是镜像的，则 y 从上边缘计数。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>x and y are box centres in px of the full micrograph, from its lower left corner. </source>
      <translation type="unfinished">x 和 y 是框中心，以完整显微图的 px 计，从左下角起。 </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_preview.py"/>
      <source>y counts from the top edge, which is mirrored relative to this window and to RELION.</source>
      <translation type="unfinished">y 从上边缘计数，与本窗口和 RELION 成镜像。</translation>
    </message>
  </context>
  <context>
    <name>Help</name>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>&lt;h3&gt;Iceboxer {0}&lt;/h3&gt;&lt;p&gt;Boxes particles in cryo-EM micrographs.&lt;/p&gt;&lt;p&gt;Apache License 2.0. The networks follow the publication of SPHIRE-crYOLO (Wagner et al., Communications Biology 2, 218, 2019).&lt;/p&gt;</source>
      <translation type="unfinished">&lt;h3&gt;Iceboxer {0}&lt;/h3&gt;&lt;p&gt;在冷冻电镜显微图中框选颗粒。&lt;/p&gt;&lt;p&gt;Apache License 2.0。网络依据 SPHIRE-crYOLO 的论文 (Wagner et al., Communications Biology 2, 218, 2019)。&lt;/p&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>About Iceboxer</source>
      <translation type="unfinished">关于 Iceboxer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>Copy this text into your report, and describe what you did and what happened.</source>
      <translation type="unfinished">将此文本复制到您的报告中，并描述您的操作和发生的情况。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>Report a problem</source>
      <translation type="unfinished">报告问题</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/help.py"/>
      <source>The manual was not installed with this program. Read docs/README.md of its source.</source>
      <translation type="unfinished">手册未随本程序安装。请阅读源代码中的 docs/README.md。</translation>
    </message>
  </context>
  <context>
    <name>Importing</name>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 box</source>
      <translation type="unfinished">1 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 filament</source>
      <translation type="unfinished">1 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>1 micrograph</source>
      <translation type="unfinished">1 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Boxes ({0});;All files (*)</source>
      <translation type="unfinished">框 ({0});;所有文件 (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import</source>
      <translation type="unfinished">导入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import boxes</source>
      <translation type="unfinished">导入框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Import filaments</source>
      <translation type="unfinished">导入纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Reading boxes…</source>
      <translation type="unfinished">正在读取框…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Starts and ends</source>
      <translation type="unfinished">起点和终点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Starts and ends?</source>
      <translation type="unfinished">起点和终点？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>These files hold no boxes of the open micrographs.</source>
      <translation type="unfinished">这些文件不含已打开显微图的框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Width of the filaments</source>
      <translation type="unfinished">纤维的宽度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>import</source>
      <translation type="unfinished">导入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>import of {0}</source>
      <translation type="unfinished">导入 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>px</source>
      <translation type="unfinished">px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} does not state how wide its filaments are.
Width in {1}:</source>
      <translation type="unfinished">{0} 未说明其纤维的宽度。
宽度，单位 {1}：</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} has no numbers of filaments. Are its rows starts and ends in turn, two per filament?</source>
      <translation type="unfinished">{0} 没有纤维编号。其各行是否依次为起点和终点，每条纤维两行？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>{0} of {1} imported.</source>
      <translation type="unfinished">已从 {1} 导入 {0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/importing.py"/>
      <source>Å</source>
      <translation type="unfinished">Å</translation>
    </message>
  </context>
  <context>
    <name>Inspecting</name>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source> and {0} more</source>
      <translation type="unfinished"> 等另外 {0} 个</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}.</source>
      <translation type="unfinished">{1} 中列出了 1 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}; {2:,} left out (line break in the name).</source>
      <translation type="unfinished">{1} 中列出了 1 张显微图；略去 {2:,} 张（名称含换行符）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>1 micrograph listed in {1}; {2:,} left out (no row in {3}).</source>
      <translation type="unfinished">{1} 中列出了 1 张显微图；略去 {2:,} 张（在 {3} 中没有行）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of 1 micrograph read from {1}.</source>
      <translation type="unfinished">已从 {1} 读取 1 张显微图的 CTF。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of RELION or cryoSPARC (*.star *.cs);;All files (*)</source>
      <translation type="unfinished">RELION 或 cryoSPARC 的 CTF (*.star *.cs);;所有文件 (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>CTF of {0:,} micrographs read from {1}.</source>
      <translation type="unfinished">已从 {1} 读取 {0:,} 张显微图的 CTF。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Excluded micrograph</source>
      <translation type="unfinished">已排除的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Export list of micrographs</source>
      <translation type="unfinished">导出显微图列表</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Include</source>
      <translation type="unfinished">恢复</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>RELION STAR (*.star);;Text, one path per line (*.txt)</source>
      <translation type="unfinished">RELION STAR (*.star);;文本，每行一个路径 (*.txt)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>Read CTF</source>
      <translation type="unfinished">读取 CTF</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>This micrograph is excluded. Include it to edit its boxes  (K).</source>
      <translation type="unfinished">此显微图已被排除。请先恢复，再编辑框  (K)。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>exclude a micrograph</source>
      <translation type="unfinished">排除显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>exclude {0:,} micrographs</source>
      <translation type="unfinished">排除 {0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>include a micrograph</source>
      <translation type="unfinished">恢复显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>include {0:,} micrographs</source>
      <translation type="unfinished">恢复 {0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>range of kept micrographs</source>
      <translation type="unfinished">保留显微图的范围</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}.</source>
      <translation type="unfinished">{1} 中列出了 {0:,} 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}; {2:,} left out (line break in the name).</source>
      <translation type="unfinished">{1} 中列出了 {0:,} 张显微图；略去 {2:,} 张（名称含换行符）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>{0:,} micrographs listed in {1}; {2:,} left out (no row in {3}).</source>
      <translation type="unfinished">{1} 中列出了 {0:,} 张显微图；略去 {2:,} 张（在 {3} 中没有行）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/inspecting.py"/>
      <source>⊘ Excluded by hand</source>
      <translation type="unfinished">⊘ 手动排除</translation>
    </message>
  </context>
  <context>
    <name>JobLine</name>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Cancel</source>
      <translation type="unfinished">取消</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Cancel; existing results are kept</source>
      <translation type="unfinished">取消；已有结果会保留</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Progress</source>
      <translation type="unfinished">进度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stop</source>
      <translation type="unfinished">停止</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stop training early and keep the best model</source>
      <translation type="unfinished">提前结束训练并保留最佳模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Stopping…</source>
      <translation type="unfinished">正在停止…</translation>
    </message>
  </context>
  <context>
    <name>JunkPanel</name>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>1 pick greyed here</source>
      <translation type="unfinished">此处 1 个挑选变灰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Also grey out picks that are nearer to junk than this</source>
      <translation type="unfinished">也将距杂质小于此值的挑选变灰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Grey out picks in junk</source>
      <translation type="unfinished">将杂质中的挑选变灰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Greyed picks are neither counted nor exported; click one to keep it as a label  (Shift+J)</source>
      <translation type="unfinished">变灰的挑选不计数也不导出；单击可保留为标注  (Shift+J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Junk</source>
      <translation type="unfinished">杂质</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Margin</source>
      <translation type="unfinished">边距</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Margin around junk</source>
      <translation type="unfinished">杂质边距</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>More</source>
      <translation type="unfinished">更多</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>More about masks</source>
      <translation type="unfinished">更多掩膜操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>No picks are greyed</source>
      <translation type="unfinished">没有变灰的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Opacity of the tint</source>
      <translation type="unfinished">着色不透明度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Show</source>
      <translation type="unfinished">显示</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Show junk</source>
      <translation type="unfinished">显示杂质</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>Tint carbon film, ice, aggregates, dead borders and painted masks  (M)</source>
      <translation type="unfinished">为碳膜、冰、聚集体、无效边缘和绘制的掩膜着色  (M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>{0:,} picks greyed here</source>
      <translation type="unfinished">此处 {0:,} 个挑选变灰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/junk.py"/>
      <source>{0:.1f} radii, {1}</source>
      <translation type="unfinished">{0:.1f} 倍半径，{1}</translation>
    </message>
  </context>
  <context>
    <name>LastPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">复制路径</translation>
    </message>
  </context>
  <context>
    <name>Learning</name>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>1 micrograph picked.</source>
      <translation type="unfinished">已挑选 1 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>All micrographs are excluded. Include some to pick them.</source>
      <translation type="unfinished">所有显微图都已被排除。请先恢复一些，再挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>All picks come from the active model and box size.</source>
      <translation type="unfinished">所有挑选均来自活动模型和当前框尺寸。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>Copied to the clipboard: {0}</source>
      <translation type="unfinished">已复制到剪贴板：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>There are no labels to train on. Box some particles first.</source>
      <translation type="unfinished">没有可用于训练的标注。请先框选一些颗粒。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>This micrograph is excluded. Include it to pick it.</source>
      <translation type="unfinished">此显微图已被排除。请先恢复，再挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>Your threshold of {0:.2f} was kept; the new model recommends {1:.2f} (▼).</source>
      <translation type="unfinished">已保留您的阈值 {0:.2f}；新模型建议 {1:.2f} (▼)。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>{0:,} micrographs picked.</source>
      <translation type="unfinished">已挑选 {0:,} 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/learning.py"/>
      <source>{0} {1:,} could not be read.</source>
      <translation type="unfinished">{0} {1:,} 个无法读取。</translation>
    </message>
  </context>
  <context>
    <name>Legend</name>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>Confidence colours</source>
      <translation type="unfinished">置信度颜色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>The colour of each pick shows its confidence</source>
      <translation type="unfinished">每个挑选的颜色表示其置信度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/legend.py"/>
      <source>confidence</source>
      <translation type="unfinished">置信度</translation>
    </message>
  </context>
  <context>
    <name>LengthField</name>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source> px</source>
      <translation type="unfinished"> px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source> Å</source>
      <translation type="unfinished"> Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/length_field.py"/>
      <source>{0:.0f} px</source>
      <translation type="unfinished">{0:.0f} px</translation>
    </message>
  </context>
  <context>
    <name>Limits</name>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>, {0:,} out of range</source>
      <translation type="unfinished">，{0:,} 张超出范围</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Column of the histogram</source>
      <translation type="unfinished">直方图的列</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Column whose values exclude micrographs</source>
      <translation type="unfinished">用其值排除显微图的列</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Export list</source>
      <translation type="unfinished">导出列表</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Export list…</source>
      <translation type="unfinished">导出列表…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Keep all</source>
      <translation type="unfinished">全部保留</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Keep all values of this column</source>
      <translation type="unfinished">保留此列的所有值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Measure</source>
      <translation type="unfinished">测量</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Measure micrographs</source>
      <translation type="unfinished">测量显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Range of values that are kept</source>
      <translation type="unfinished">保留值的范围</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read CTF</source>
      <translation type="unfinished">读取 CTF</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read CTF…</source>
      <translation type="unfinished">读取 CTF…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC</source>
      <translation type="unfinished">从 RELION 或 cryoSPARC 的文件读取欠焦、像散和分辨率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Remove the range of this column; micrographs that only it excluded come back</source>
      <translation type="unfinished">移除此列的范围；仅因它排除的显微图会恢复</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Stop</source>
      <translation type="unfinished">停止</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Stop measuring</source>
      <translation type="unfinished">停止测量</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>Write the list of the micrographs that are kept, for RELION or as text</source>
      <translation type="unfinished">为 RELION 或以文本写出保留的显微图列表</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>measuring {0:,} of {1:,}…</source>
      <translation type="unfinished">正在测量 {0:,} / {1:,}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; nothing is measured yet</source>
      <translation type="unfinished">未知；尚未测量</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; nothing is picked yet</source>
      <translation type="unfinished">未知；尚未挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>unknown; read a CTF file</source>
      <translation type="unfinished">未知；请读取 CTF 文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} micrograph</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} micrographs</source>
      <translation type="unfinished">{0:,} 张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0:,} of {1} kept</source>
      <translation type="unfinished">保留 {0:,} / {1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/limits.py"/>
      <source>{0} kept</source>
      <translation type="unfinished">保留 {0}</translation>
    </message>
  </context>
  <context>
    <name>LogWindow</name>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Copy</source>
      <translation type="unfinished">复制</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Classes</source>
      <translation type="unfinished">分类</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Display and boxes</source>
      <translation type="unfinished">显示与框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Gallery</source>
      <translation type="unfinished">图库</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Log</source>
      <translation type="unfinished">日志</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Notice</source>
      <translation type="unfinished">提示</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">拉直的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Task: {0}</source>
      <translation type="unfinished">任务：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Tools</source>
      <translation type="unfinished">工具</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>Undo</source>
      <translation type="unfinished">撤销</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/main_window.py"/>
      <source>none</source>
      <translation type="unfinished">无</translation>
    </message>
  </context>
  <context>
    <name>Manual</name>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Manual</source>
      <translation type="unfinished">手册</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Page</source>
      <translation type="unfinished">页面</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Pages</source>
      <translation type="unfinished">页面</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Search</source>
      <translation type="unfinished">搜索</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Search the manual</source>
      <translation type="unfinished">搜索手册</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/manual.py"/>
      <source>Show only pages with these words; Return goes to the next place</source>
      <translation type="unfinished">仅显示包含这些词的页面；按回车键转到下一处</translation>
    </message>
  </context>
  <context>
    <name>MaskedProject</name>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">该文件保持不变；此显微图的新掩膜保存到另一个文件。</translation>
    </message>
  </context>
  <context>
    <name>Masking</name>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>1 is masked in MRC files, 255 in PNG and TIFF files.</source>
      <translation type="unfinished">MRC 文件中 1 表示掩膜，PNG 和 TIFF 文件中为 255。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>1 mask</source>
      <translation type="unfinished">1 个掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Are the masks the right way up?</source>
      <translation type="unfinished">掩膜方向是否正确？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Export masks</source>
      <translation type="unfinished">导出掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Film proposed on {0:.0%} of the micrograph. Edit it with 7 and 8.</source>
      <translation type="unfinished">建议的碳膜占显微图的 {0:.0%}。用 7 和 8 编辑。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import as they are</source>
      <translation type="unfinished">按原样导入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import masks</source>
      <translation type="unfinished">导入掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Import {0}</source>
      <translation type="unfinished">导入 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Masks ({0});;All files (*)</source>
      <translation type="unfinished">掩膜 ({0});;所有文件 (*)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Some masks have soft edges. Masked from this fraction of the highest value on:</source>
      <translation type="unfinished">一些掩膜边缘柔和。从最高值的此比例起视为掩膜：</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>The junk map shows no carbon film here.</source>
      <translation type="unfinished">杂质图在此处未显示碳膜。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>The masks fit the micrographs clearly better {0}.</source>
      <translation type="unfinished">这些掩膜在以下方向与显微图明显更吻合：{0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>There is no junk map here. Pick this micrograph first.</source>
      <translation type="unfinished">此处没有杂质图。请先挑选此显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Threshold of soft masks</source>
      <translation type="unfinished">柔和掩膜的阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>Working on masks…</source>
      <translation type="unfinished">正在处理掩膜…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>clear mask</source>
      <translation type="unfinished">清除掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>import of {0}</source>
      <translation type="unfinished">导入 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>propose film</source>
      <translation type="unfinished">建议碳膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0:,} masks</source>
      <translation type="unfinished">{0:,} 个掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0} imported.</source>
      <translation type="unfinished">已导入 {0}。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/masking.py"/>
      <source>{0} written to {1}</source>
      <translation type="unfinished">已将 {0} 写入 {1}</translation>
    </message>
  </context>
  <context>
    <name>MicrographDelegate</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>∅ empty</source>
      <translation type="unfinished">∅ 空</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>⊘ {0}</source>
      <translation type="unfinished">⊘ {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>● {0}</source>
      <translation type="unfinished">● {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_row.py"/>
      <source>✕ cannot be read</source>
      <translation type="unfinished">✕ 无法读取</translation>
    </message>
  </context>
  <context>
    <name>MicrographList</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_list.py"/>
      <source>Micrographs</source>
      <translation type="unfinished">显微图</translation>
    </message>
  </context>
  <context>
    <name>MicrographModel</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Cannot be read: {0}</source>
      <translation type="unfinished">无法读取：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Excluded: {0}</source>
      <translation type="unfinished">已排除：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Filaments picked with another model or width (↻)</source>
      <translation type="unfinished">纤维以其他模型或宽度挑选 (↻)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Picked with another model or box size (↻)</source>
      <translation type="unfinished">以其他模型或框尺寸挑选 (↻)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Threshold {0:.2f}, by defocus</source>
      <translation type="unfinished">阈值 {0:.2f}，按欠焦</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Threshold {0:.2f}, of this micrograph only</source>
      <translation type="unfinished">阈值 {0:.2f}，仅此显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Used to train the active model (◆)</source>
      <translation type="unfinished">用于训练活动模型 (◆)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>Used to validate the active model (◇)</source>
      <translation type="unfinished">用于验证活动模型 (◇)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>by hand</source>
      <translation type="unfinished">手动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>excluded</source>
      <translation type="unfinished">已排除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} filament</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} filaments</source>
      <translation type="unfinished">{0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} pick</source>
      <translation type="unfinished">{0:,} 个挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_model.py"/>
      <source>{0:,} picks</source>
      <translation type="unfinished">{0:,} 个挑选</translation>
    </message>
  </context>
  <context>
    <name>MicrographTable</name>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Rows</source>
      <translation type="unfinished">行</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Select all rows</source>
      <translation type="unfinished">选择所有行</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrograph_table.py"/>
      <source>Table of micrographs</source>
      <translation type="unfinished">显微图表格</translation>
    </message>
  </context>
  <context>
    <name>MicrographView</name>
    <message>
      <location filename="../../boxmanager/canvas/micrograph_view.py"/>
      <source>A filament needs at least two different points; nothing was added.</source>
      <translation type="unfinished">纤维至少需要两个不同的点；未添加任何内容。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/micrograph_view.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">显微图</translation>
    </message>
  </context>
  <context>
    <name>MicrographsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>By name</source>
      <translation type="unfinished">按名称</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Fewest boxes</source>
      <translation type="unfinished">框最少</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Least confident</source>
      <translation type="unfinished">置信度最低</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Most boxes</source>
      <translation type="unfinished">框最多</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Most confident</source>
      <translation type="unfinished">置信度最高</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Search</source>
      <translation type="unfinished">搜索</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Search micrographs</source>
      <translation type="unfinished">搜索显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/micrographs.py"/>
      <source>Sort order of micrographs</source>
      <translation type="unfinished">显微图排序</translation>
    </message>
  </context>
  <context>
    <name>ModelDelegate</name>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>✓ active</source>
      <translation type="unfinished">✓ 活动</translation>
    </message>
  </context>
  <context>
    <name>ModelDetail</name>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source> and {0:,} for validation</source>
      <translation type="unfinished"> ，另有 {0:,} 个用于验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>, diameter {0:.4g} px</source>
      <translation type="unfinished">，直径 {0:.4g} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>AUC</source>
      <translation type="unfinished">AUC</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>F1</source>
      <translation type="unfinished">F1</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Labels: {0}  ·  micrographs: {1}</source>
      <translation type="unfinished">标注：{0}  ·  显微图：{1}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Precision</source>
      <translation type="unfinished">精确率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Recall</source>
      <translation type="unfinished">召回率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Recommended threshold {0:.2f} (not validated).</source>
      <translation type="unfinished">建议阈值 {0:.2f}（未验证）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>The true values are higher: many particles seem to be unlabelled.</source>
      <translation type="unfinished">真实值更高：许多颗粒似乎未标注。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>This model cannot be read: it {0}. Replace or delete the file.</source>
      <translation type="unfinished">无法读取此模型：{0}。请替换或删除该文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Trained and validated on simulated micrographs</source>
      <translation type="unfinished">用模拟显微图训练和验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated at the recommended threshold {0:.2f}.</source>
      <translation type="unfinished">在建议阈值 {0:.2f} 下验证。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated on 1 micrograph</source>
      <translation type="unfinished">在 1 张显微图上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>Validated on {0:,} micrographs</source>
      <translation type="unfinished">在 {0:,} 张显微图上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_detail.py"/>
      <source>box size {0:.4g} px</source>
      <translation type="unfinished">框尺寸 {0:.4g} px</translation>
    </message>
  </context>
  <context>
    <name>ModelList</name>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>AUC {0:.2f}</source>
      <translation type="unfinished">AUC {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>Models</source>
      <translation type="unfinished">模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>active</source>
      <translation type="unfinished">活动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>built in</source>
      <translation type="unfinished">内置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>this project</source>
      <translation type="unfinished">本项目</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>yours</source>
      <translation type="unfinished">您的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/model_list.py"/>
      <source>✕ cannot be read · {0}</source>
      <translation type="unfinished">✕ 无法读取 · {0}</translation>
    </message>
  </context>
  <context>
    <name>ModelsPanel</name>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Copy command</source>
      <translation type="unfinished">复制命令(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Delete…</source>
      <translation type="unfinished">删除(&amp;D)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Export…</source>
      <translation type="unfinished">导出(&amp;E)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Import…</source>
      <translation type="unfinished">导入(&amp;I)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>&amp;Rename…</source>
      <translation type="unfinished">重命名(&amp;R)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: the built-in general model</source>
      <translation type="unfinished">活动模型：内置的通用模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: {0}</source>
      <translation type="unfinished">活动模型：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Active model: {0} (cannot be read)</source>
      <translation type="unfinished">活动模型：{0}（无法读取）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Copy the command line that picks with this model</source>
      <translation type="unfinished">复制用此模型挑选的命令行</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Deactivate the model: picking and the next training use the general model</source>
      <translation type="unfinished">停用该模型：挑选和下次训练使用通用模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete</source>
      <translation type="unfinished">删除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete model?</source>
      <translation type="unfinished">删除模型？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Delete the model “{0}” and its training history? This cannot be undone.</source>
      <translation type="unfinished">删除模型“{0}”及其训练记录？此操作无法撤销。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Export model</source>
      <translation type="unfinished">导出模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Filaments: {0}</source>
      <translation type="unfinished">纤维：{0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Import model</source>
      <translation type="unfinished">导入模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>It is the active model; none will be selected afterwards.</source>
      <translation type="unfinished">它是活动模型；之后将不选择任何模型。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Make this the active model, which picks and from which training starts  (Return in the list)</source>
      <translation type="unfinished">设为活动模型，用于挑选并作为训练起点  （列表中按回车键）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Models</source>
      <translation type="unfinished">模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Models (*{0})</source>
      <translation type="unfinished">模型 (*{0})</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>More</source>
      <translation type="unfinished">更多</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>More model actions</source>
      <translation type="unfinished">更多模型操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Name</source>
      <translation type="unfinished">名称</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>No models yet. Train one, or import one.</source>
      <translation type="unfinished">还没有模型。请训练或导入一个。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Rename model</source>
      <translation type="unfinished">重命名模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Replace</source>
      <translation type="unfinished">替换</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Replace file?</source>
      <translation type="unfinished">替换文件？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Use</source>
      <translation type="unfinished">使用</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>Use &amp;no model</source>
      <translation type="unfinished">不使用模型(&amp;N)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/models.py"/>
      <source>{0} already exists. Its contents will be lost. Replace it?</source>
      <translation type="unfinished">{0} 已存在。其内容将丢失。要替换吗？</translation>
    </message>
  </context>
  <context>
    <name>NamesTable</name>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>&lt;b&gt;{1:,}&lt;/b&gt; of {0:,} micrograph has a matching name.</source>
      <translation type="unfinished">{0:,} 张显微图中 &lt;b&gt;{1:,}&lt;/b&gt; 张有匹配的名称。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>&lt;b&gt;{1:,}&lt;/b&gt; of {0:,} micrographs have a matching name.</source>
      <translation type="unfinished">{0:,} 张显微图中 &lt;b&gt;{1:,}&lt;/b&gt; 张有匹配的名称。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Boxes</source>
      <translation type="unfinished">框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>In {0}</source>
      <translation type="unfinished">在 {0} 中</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Micrograph</source>
      <translation type="unfinished">显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Micrographs with their names in {0} and box counts</source>
      <translation type="unfinished">显微图及其在 {0} 中的名称和框数</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>Using the file names. To use the names in {0}, choose its file or folder.</source>
      <translation type="unfinished">使用文件名。要使用 {0} 中的名称，请选择其文件或文件夹。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>{0:,} name there is not open here.</source>
      <translation type="unfinished">那里的 {0:,} 个名称未在此处打开。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>{0:,} names there are not open here.</source>
      <translation type="unfinished">那里的 {0:,} 个名称未在此处打开。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ Boxes of {0:,} micrograph will not be exported: its name does not match.</source>
      <translation type="unfinished">✕ {0:,} 张显微图的框不会导出：其名称不匹配。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ Boxes of {0:,} micrographs will not be exported: their names do not match.</source>
      <translation type="unfinished">✕ {0:,} 张显微图的框不会导出：其名称不匹配。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_names.py"/>
      <source>✕ {0}</source>
      <translation type="unfinished">✕ {0}</translation>
    </message>
  </context>
  <context>
    <name>Navigating</name>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>All other micrographs have labels, are marked as empty or are excluded.</source>
      <translation type="unfinished">所有其他显微图都有标注、标记为空或已被排除。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>Go to micrograph</source>
      <translation type="unfinished">转到显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>Name, part of a name, or number:</source>
      <translation type="unfinished">名称、名称的一部分或编号：</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/navigating.py"/>
      <source>No micrograph has “{0}” in its name.</source>
      <translation type="unfinished">没有名称含“{0}”的显微图。</translation>
    </message>
  </context>
  <context>
    <name>OpenElsewhere</name>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Both can work on different micrographs; changes are exchanged. If both change one micrograph, the boxes of the second are saved to a file beside it.</source>
      <translation type="unfinished">双方可处理不同的显微图；更改会相互交换。如果双方更改同一张显微图，后者的框保存到旁边的文件中。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Look only</source>
      <translation type="unfinished">仅查看</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Open</source>
      <translation type="unfinished">打开</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>Project is open elsewhere</source>
      <translation type="unfinished">项目已在别处打开</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/open_elsewhere.py"/>
      <source>{0} is open on {1} since {2} (user {3}).</source>
      <translation type="unfinished">{0} 自 {2} 起在 {1} 上打开（用户 {3}）。</translation>
    </message>
  </context>
  <context>
    <name>OrientationDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Are the boxes the right way up?</source>
      <translation type="unfinished">框的方向是否正确？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Import as in the file</source>
      <translation type="unfinished">按文件导入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>Import {0}</source>
      <translation type="unfinished">导入 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/orientation.py"/>
      <source>The boxes fit their micrographs better &lt;b&gt;{0}&lt;/b&gt;: {1:.0%} of them then have the contrast of a particle, but only {2:.0%} as they are in the file ({3:,} boxes checked). Below is the middle of {4} with both.</source>
      <translation type="unfinished">框以此方式更适合显微图：&lt;b&gt;{0}&lt;/b&gt;。此时 {1:.0%} 具有颗粒的对比度，而按文件仅 {2:.0%}（检查了 {3:,} 个框）。下方是 {4} 的中部及两种情况。</translation>
    </message>
  </context>
  <context>
    <name>OwnThresholds</name>
    <message>
      <location filename="../../boxmanager/dialogs/own_thresholds.py"/>
      <source>1 micrograph has another threshold.</source>
      <translation type="unfinished">1 张显微图使用其他阈值。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/own_thresholds.py"/>
      <source>{0:,} micrographs have other thresholds.</source>
      <translation type="unfinished">{0:,} 张显微图使用其他阈值。</translation>
    </message>
  </context>
  <context>
    <name>Palette</name>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Actions</source>
      <translation type="unfinished">操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Find an action</source>
      <translation type="unfinished">查找操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>What do you want to do?</source>
      <translation type="unfinished">您想做什么？</translation>
    </message>
  </context>
  <context>
    <name>PicksPanel</name>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; on this micrograph&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; in total</source>
      <translation type="unfinished">此显微图 &lt;b&gt;{0:,}&lt;/b&gt;&lt;br&gt;共 &lt;b&gt;{1:,}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>&lt;b&gt;{0:,}&lt;/b&gt; on this micrograph&lt;br&gt;&lt;b&gt;{1:,}&lt;/b&gt; of {2:,} shown</source>
      <translation type="unfinished">此显微图 &lt;b&gt;{0:,}&lt;/b&gt;&lt;br&gt;显示 &lt;b&gt;{1:,}&lt;/b&gt; / {2:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Boxes</source>
      <translation type="unfinished">框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Check these picks</source>
      <translation type="unfinished">检查这些挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Check these picks…</source>
      <translation type="unfinished">检查这些挑选…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Colour by confidence</source>
      <translation type="unfinished">按置信度着色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Colour each pick by its confidence  (H)</source>
      <translation type="unfinished">按置信度为每个挑选着色  (H)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Confidence threshold of picks</source>
      <translation type="unfinished">挑选的置信度阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Give this micrograph a threshold of its own; the others keep the common one</source>
      <translation type="unfinished">为此显微图单独设置阈值；其他显微图保留共用阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Judge forty picks to estimate the precision and the best threshold  (Ctrl+Shift+R)</source>
      <translation type="unfinished">判断四十个挑选，以估计精确率和最佳阈值  (Ctrl+Shift+R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Only this micrograph</source>
      <translation type="unfinished">仅此显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Pick 1 outdated again</source>
      <translation type="unfinished">重新挑选 1 张过期的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Pick {0:,} outdated again</source>
      <translation type="unfinished">重新挑选 {0:,} 张过期的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Show rejected</source>
      <translation type="unfinished">显示被拒绝的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Show rejected boxes crossed out; they are never counted or exported  (J)</source>
      <translation type="unfinished">以划线显示被拒绝的框；它们从不计数或导出  (J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Size</source>
      <translation type="unfinished">尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Size range of picks</source>
      <translation type="unfinished">挑选的尺寸范围</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>The model recommends {0:.2f}</source>
      <translation type="unfinished">模型建议 {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Their picks come from another model or box size than the present one</source>
      <translation type="unfinished">其挑选来自其他模型或框尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Threshold</source>
      <translation type="unfinished">阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Threshold of this micrograph only</source>
      <translation type="unfinished">仅此显微图的阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/picks.py"/>
      <source>Your check suggests {0:.2f}</source>
      <translation type="unfinished">您的检查建议 {0:.2f}</translation>
    </message>
  </context>
  <context>
    <name>Preferences</name>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Box</source>
      <translation type="unfinished">框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Box opacity</source>
      <translation type="unfinished">框不透明度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Circle</source>
      <translation type="unfinished">圆</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Cross</source>
      <translation type="unfinished">十字</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Dark</source>
      <translation type="unfinished">深色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Dot</source>
      <translation type="unfinished">点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Label colour</source>
      <translation type="unfinished">标注颜色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Language (from the next start on)</source>
      <translation type="unfinished">语言（下次启动生效）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Language of the window from the next start on; drafts are not reviewed yet</source>
      <translation type="unfinished">窗口语言，下次启动生效；草稿尚未审校</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Light</source>
      <translation type="unfinished">浅色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Line width</source>
      <translation type="unfinished">线宽</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Marker</source>
      <translation type="unfinished">标记</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Pick colour</source>
      <translation type="unfinished">挑选颜色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Pick the first micrograph when a folder is opened</source>
      <translation type="unfinished">打开文件夹时挑选第一张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Preferences</source>
      <translation type="unfinished">首选项</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Rejected colour</source>
      <translation type="unfinished">已拒绝颜色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Same as system</source>
      <translation type="unfinished">跟随系统</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/preferences.py"/>
      <source>Theme</source>
      <translation type="unfinished">主题</translation>
    </message>
  </context>
  <context>
    <name>ProblemBox</name>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Copy</source>
      <translation type="unfinished">复制</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Details</source>
      <translation type="unfinished">详细信息</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>Something went wrong</source>
      <translation type="unfinished">出现问题</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/problems.py"/>
      <source>… and {0:,} more of the same kind.</source>
      <translation type="unfinished">… 以及另外 {0:,} 个同类问题。</translation>
    </message>
  </context>
  <context>
    <name>Progress</name>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>, {0} left</source>
      <translation type="unfinished">，剩余 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: checking the averages</source>
      <translation type="unfinished">分类：正在检查平均图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: round {0} of {1}</source>
      <translation type="unfinished">分类：第 {0} / {1} 轮</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: {0:,} of {1:,} boxes assigned</source>
      <translation type="unfinished">分类：已分配 {0:,} / {1:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Classes: {0:,} of {1:,} micrographs cut</source>
      <translation type="unfinished">分类：已裁切 {0:,} / {1:,} 张显微照片</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Making classes…</source>
      <translation type="unfinished">正在生成分类…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Picking {0:,} of {1:,}</source>
      <translation type="unfinished">挑选 {0:,} / {1:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Picking…</source>
      <translation type="unfinished">挑选中…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Reading micrographs</source>
      <translation type="unfinished">正在读取显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Training {0:.0%}</source>
      <translation type="unfinished">训练 {0:.0%}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/progress.py"/>
      <source>Training…</source>
      <translation type="unfinished">训练中…</translation>
    </message>
  </context>
  <context>
    <name>PsiView</name>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Micrograph with the boxes</source>
      <translation type="unfinished">带框的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/psi_view.py"/>
      <source>Micrograph with the segments read back from the exported file</source>
      <translation type="unfinished">带有从导出文件读回的片段的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/frame_view.py"/>
      <source>Reading the micrograph…</source>
      <translation type="unfinished">正在读取显微图…</translation>
    </message>
  </context>
  <context>
    <name>ReviewBar</name>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Accept</source>
      <translation type="unfinished">接受</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Back</source>
      <translation type="unfinished">返回</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Delete</source>
      <translation type="unfinished">删除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Label</source>
      <translation type="unfinished">标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Next</source>
      <translation type="unfinished">下一个</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Next uncertain</source>
      <translation type="unfinished">下一个不确定</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Nothing selected</source>
      <translation type="unfinished">未选择任何对象</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Pick</source>
      <translation type="unfinished">挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Reject</source>
      <translation type="unfinished">拒绝</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Rejected</source>
      <translation type="unfinished">已拒绝</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Return</source>
      <translation type="unfinished">回车键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>Review</source>
      <translation type="unfinished">审查</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,.0f} Å</source>
      <translation type="unfinished">{0:,.0f} Å</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,} boxes selected</source>
      <translation type="unfinished">已选择 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0:,} filaments selected</source>
      <translation type="unfinished">已选择 {0:,} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0}, confidence {1:.2f}</source>
      <translation type="unfinished">{0}，置信度 {1:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_bar.py"/>
      <source>{0}, {1} long</source>
      <translation type="unfinished">{0}，长 {1}</translation>
    </message>
  </context>
  <context>
    <name>ReviewMode</name>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>All of these picks are answered.</source>
      <translation type="unfinished">这些挑选均已回答。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Boxes are still loading; the picks of some micrographs are missing.</source>
      <translation type="unfinished">仍在载入框；缺少部分显微图的挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>No picks are visible. Pick first, or lower the threshold.</source>
      <translation type="unfinished">没有可见的挑选。请先挑选，或降低阈值。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Only picks with confidences from 0 to 1 can be checked. Review all of them.</source>
      <translation type="unfinished">只能检查置信度在 0 到 1 之间的挑选。请审查全部。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>There is no answer to take back.</source>
      <translation type="unfinished">没有可收回的回答。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>Too few picks for a sample ({0} have a confidence). Review all of them.</source>
      <translation type="unfinished">挑选太少，不足以抽样（{0} 个带置信度）。请审查全部。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>accept pick</source>
      <translation type="unfinished">接受挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>reject pick</source>
      <translation type="unfinished">拒绝挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/review_mode.py"/>
      <source>take back</source>
      <translation type="unfinished">收回</translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>All visible picks, least confident first</source>
      <translation type="unfinished">所有可见的挑选，置信度最低优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Back</source>
      <translation type="unfinished">返回</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Check a sample of picks</source>
      <translation type="unfinished">检查挑选的样本</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Leave</source>
      <translation type="unfinished">离开</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>No particle</source>
      <translation type="unfinished">非颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Particle</source>
      <translation type="unfinished">颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Picks to review</source>
      <translation type="unfinished">待审查的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Show on micrograph</source>
      <translation type="unfinished">在显微图上显示</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Space</source>
      <translation type="unfinished">空格键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>Unsure</source>
      <translation type="unfinished">不确定</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>confidence {0:.2f}</source>
      <translation type="unfinished">置信度 {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>no answer yet</source>
      <translation type="unfinished">尚未回答</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>no particle</source>
      <translation type="unfinished">非颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>particle</source>
      <translation type="unfinished">颗粒</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>unsure</source>
      <translation type="unfinished">不确定</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>x {0:.0f}, y {1:.0f}</source>
      <translation type="unfinished">x {0:.0f}，y {1:.0f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/review_page.py"/>
      <source>{0:,} of {1:,} answered</source>
      <translation type="unfinished">已回答 {0:,} / {1:,}</translation>
    </message>
  </context>
  <context>
    <name>Reviewing</name>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>No more picks close to the threshold; boxes are still loading.</source>
      <translation type="unfinished">阈值附近没有更多挑选；仍在载入框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>No picks are close to the threshold.</source>
      <translation type="unfinished">阈值附近没有挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>There is no pick to go back to.</source>
      <translation type="unfinished">没有可返回的挑选。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>You have seen all picks close to the threshold. Press {0} again to start over.</source>
      <translation type="unfinished">您已查看阈值附近的所有挑选。再按 {0} 重新开始。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>{0}: {1:,} of {2:,} picks are close to the threshold.</source>
      <translation type="unfinished">{0}：{2:,} 个挑选中 {1:,} 个接近阈值。</translation>
    </message>
  </context>
  <context>
    <name>Saver</name>
    <message>
      <location filename="../../boxmanager/jobs/saver.py"/>
      <source>The project was opened to look only. Save it under another name.</source>
      <translation type="unfinished">此项目以仅查看方式打开。请以其他名称保存。</translation>
    </message>
  </context>
  <context>
    <name>Saving</name>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Iceboxer projects (*{0})</source>
      <translation type="unfinished">Iceboxer 项目 (*{0})</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>If you discard them, they are deleted.</source>
      <translation type="unfinished">如果放弃，它们将被删除。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Replace</source>
      <translation type="unfinished">替换</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Replace project?</source>
      <translation type="unfinished">替换项目？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save project</source>
      <translation type="unfinished">保存项目</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save project?</source>
      <translation type="unfinished">保存项目？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Save the boxes before closing this project?</source>
      <translation type="unfinished">关闭此项目前保存框吗？</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>Saving…</source>
      <translation type="unfinished">正在保存…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving.py"/>
      <source>{0} already exists. Its boxes of the same micrographs will be replaced.</source>
      <translation type="unfinished">{0} 已存在。其中相同显微图的框将被替换。</translation>
    </message>
  </context>
  <context>
    <name>Session</name>
    <message>
      <location filename="../../boxmanager/canvas/size_circle.py"/>
      <source>Particle {0:.0f} px, {1:.0f} Å: drag the circle to fit</source>
      <translation type="unfinished">颗粒 {0:.0f} px，{1:.0f} Å：拖动圆圈以适合</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/size_circle.py"/>
      <source>Particle {0:.0f} px: drag the circle to fit</source>
      <translation type="unfinished">颗粒 {0:.0f} px：拖动圆圈以适合</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/masked_project.py"/>
      <source>The file is kept unchanged; a new mask of this micrograph is saved to another file.</source>
      <translation type="unfinished">该文件保持不变；此显微图的新掩膜保存到另一个文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>The file is kept unchanged; new boxes of this micrograph are saved to another file.</source>
      <translation type="unfinished">该文件保持不变；此显微图的新框保存到另一个文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>add box</source>
      <translation type="unfinished">添加框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of box size to {0:g} px</source>
      <translation type="unfinished">将框尺寸改为 {0:g} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>change of the diameter to {0:.0f} px</source>
      <translation type="unfinished">将直径改为 {0:.0f} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete box</source>
      <translation type="unfinished">删除框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>delete point</source>
      <translation type="unfinished">删除点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>delete {0} boxes</source>
      <translation type="unfinished">删除 {0} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/boxed_project.py"/>
      <source>draw box</source>
      <translation type="unfinished">绘制框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>draw filament</source>
      <translation type="unfinished">绘制纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>erase mask</source>
      <translation type="unfinished">擦除掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>erase outline</source>
      <translation type="unfinished">擦除轮廓</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>erase {0:,} box</source>
      <translation type="unfinished">擦除 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>erase {0:,} boxes</source>
      <translation type="unfinished">擦除 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>insert point</source>
      <translation type="unfinished">插入点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/greyed.py"/>
      <source>keep greyed pick</source>
      <translation type="unfinished">保留变灰的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>mark as empty</source>
      <translation type="unfinished">标记为空</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>mark as not empty</source>
      <translation type="unfinished">标记为非空</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>mask outline</source>
      <translation type="unfinished">掩膜轮廓</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>move box</source>
      <translation type="unfinished">移动框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/filament_tool.py"/>
      <source>move point</source>
      <translation type="unfinished">移动点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>move {0:,} boxes</source>
      <translation type="unfinished">移动 {0:,} 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/mask_tools.py"/>
      <source>paint mask</source>
      <translation type="unfinished">绘制掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/reviewing.py"/>
      <source>take back</source>
      <translation type="unfinished">收回</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/session.py"/>
      <source>the same micrograph as {0}</source>
      <translation type="unfinished">与 {0} 为同一显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/tools.py"/>
      <source>trim filaments</source>
      <translation type="unfinished">修剪纤维</translation>
    </message>
  </context>
  <context>
    <name>SessionFilaments</name>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>The file is kept unchanged; new filaments of this micrograph are saved to another file.</source>
      <translation type="unfinished">该文件保持不变；此显微图的新纤维保存到另一个文件。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>accept filament</source>
      <translation type="unfinished">接受纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>accept {0} filaments</source>
      <translation type="unfinished">接受 {0} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>change of the filament width to {0:g} px</source>
      <translation type="unfinished">将纤维宽度改为 {0:g} px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>delete filament</source>
      <translation type="unfinished">删除纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>delete {0} filaments</source>
      <translation type="unfinished">删除 {0} 条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>restore filament</source>
      <translation type="unfinished">恢复纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/core/filaments.py"/>
      <source>restore {0} filaments</source>
      <translation type="unfinished">恢复 {0} 条纤维</translation>
    </message>
  </context>
  <context>
    <name>SharedIndex</name>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else added 1 micrograph.</source>
      <translation type="unfinished">其他人添加了 1 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else added {0:,} micrographs.</source>
      <translation type="unfinished">其他人添加了 {0:,} 张显微图。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/shared_index.py"/>
      <source>Somebody else also changed {0}. Yours is kept.</source>
      <translation type="unfinished">其他人也更改了 {0}。保留您的版本。</translation>
    </message>
  </context>
  <context>
    <name>Sharing</name>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the boxes of {0} too. Your boxes are saved beside theirs, in {1}.</source>
      <translation type="unfinished">其他人也更改了 {0} 的框。您的框保存在旁边的 {1} 中。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the boxes of {0}.</source>
      <translation type="unfinished">其他人更改了 {0} 的框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the filaments of {0}.</source>
      <translation type="unfinished">其他人更改了 {0} 的纤维。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the mask of {0} too. Your mask is saved beside theirs, in {1}.</source>
      <translation type="unfinished">其他人也更改了 {0} 的掩膜。您的掩膜保存在旁边的 {1} 中。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>Somebody else changed the mask of {0}.</source>
      <translation type="unfinished">其他人更改了 {0} 的掩膜。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/saving_shared.py"/>
      <source>{0} changed a micrograph that you changed too. That version is saved beside yours, in {1}.</source>
      <translation type="unfinished">{0} 更改了您也更改过的显微图。该版本保存在您的旁边，位于 {1}。</translation>
    </message>
  </context>
  <context>
    <name>ShortcutEditor</name>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Action</source>
      <translation type="unfinished">操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Actions</source>
      <translation type="unfinished">操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>All defaults</source>
      <translation type="unfinished">全部默认</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Default</source>
      <translation type="unfinished">默认</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Edit shortcuts</source>
      <translation type="unfinished">编辑快捷键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>New shortcut</source>
      <translation type="unfinished">新快捷键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Remove</source>
      <translation type="unfinished">移除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Search</source>
      <translation type="unfinished">搜索</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Search actions</source>
      <translation type="unfinished">搜索操作</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Set</source>
      <translation type="unfinished">设置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>Shortcut</source>
      <translation type="unfinished">快捷键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>a key that acts while it is held</source>
      <translation type="unfinished">按住时起作用的键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcut_editor.py"/>
      <source>{0} is used by “{1}”. Change that one first.</source>
      <translation type="unfinished">{0} 已用于“{1}”。请先更改它。</translation>
    </message>
  </context>
  <context>
    <name>ShortcutSheet</name>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Mouse and held keys</source>
      <translation type="unfinished">鼠标和按住的键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/shortcuts.py"/>
      <source>Shortcuts</source>
      <translation type="unfinished">快捷键</translation>
    </message>
  </context>
  <context>
    <name>SizeControl</name>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Box size</source>
      <translation type="unfinished">框尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Box size in Å</source>
      <translation type="unfinished">框尺寸 (Å)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Side of all boxes in px of the micrograph  ([ and ])</source>
      <translation type="unfinished">所有框的边长，显微图像素  ([ 和 ])</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Side of all boxes in Å</source>
      <translation type="unfinished">所有框的边长 (Å)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/size.py"/>
      <source>Unknown, since the pixel size is</source>
      <translation type="unfinished">未知，因为像素尺寸未知</translation>
    </message>
  </context>
  <context>
    <name>StatusLine</name>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>1 box</source>
      <translation type="unfinished">1 个框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>Click to set the pixel size</source>
      <translation type="unfinished">单击设置像素尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>pixel size unknown</source>
      <translation type="unfinished">像素尺寸未知</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/status.py"/>
      <source>{0:,} boxes</source>
      <translation type="unfinished">{0:,} 个框</translation>
    </message>
  </context>
  <context>
    <name>StepsPage</name>
    <message>
      <location filename="../../boxmanager/dialogs/last_page.py"/>
      <source>Copy path</source>
      <translation type="unfinished">复制路径</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>In RELION, open a &lt;b&gt;Particle extraction&lt;/b&gt; job.</source>
      <translation type="unfinished">在 RELION 中打开 &lt;b&gt;Particle extraction&lt;/b&gt; 作业。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>In cryoSPARC, create an &lt;b&gt;Import Particle Stack&lt;/b&gt; job with your micrographs as &lt;b&gt;Source Exposures&lt;/b&gt;.</source>
      <translation type="unfinished">在 cryoSPARC 中创建 &lt;b&gt;Import Particle Stack&lt;/b&gt; 作业，以您的显微图为 &lt;b&gt;Source Exposures&lt;/b&gt;。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>On the &lt;b&gt;Extract&lt;/b&gt; tab, set &lt;b&gt;Particle box size&lt;/b&gt; (here {0:g} px), and run the job.</source>
      <translation type="unfinished">在 &lt;b&gt;Extract&lt;/b&gt; 选项卡上设置 &lt;b&gt;Particle box size&lt;/b&gt;（此处 {0:g} px），然后运行作业。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>On the &lt;b&gt;I/O&lt;/b&gt; tab, set &lt;b&gt;micrograph STAR file&lt;/b&gt; to your micrographs_ctf.star and &lt;b&gt;Input coordinates&lt;/b&gt; to&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">在 &lt;b&gt;I/O&lt;/b&gt; 选项卡上，将 &lt;b&gt;micrograph STAR file&lt;/b&gt; 设为您的 micrographs_ctf.star，将 &lt;b&gt;Input coordinates&lt;/b&gt; 设为&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>Run the job, check one micrograph with &lt;b&gt;Inspect Particle Picks&lt;/b&gt;, then run &lt;b&gt;Extract From Micrographs&lt;/b&gt; (the box size here is {0:g} px).</source>
      <translation type="unfinished">运行作业，用 &lt;b&gt;Inspect Particle Picks&lt;/b&gt; 检查一张显微图，然后运行 &lt;b&gt;Extract From Micrographs&lt;/b&gt;（此处框尺寸为 {0:g} px）。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/handover_steps.py"/>
      <source>Set &lt;b&gt;Particle meta path&lt;/b&gt; to&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">将 &lt;b&gt;Particle meta path&lt;/b&gt; 设为&lt;br&gt;&lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
  </context>
  <context>
    <name>Surroundings</name>
    <message>
      <location filename="../../boxmanager/panels/surroundings.py"/>
      <source>Surroundings of the pick</source>
      <translation type="unfinished">挑选的周围</translation>
    </message>
  </context>
  <context>
    <name>Tasks</name>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Another task is running. Wait until it ends, or cancel it.</source>
      <translation type="unfinished">另一项任务正在运行。请等待其结束，或取消它。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Bring it back, or save the project elsewhere, then try again.</source>
      <translation type="unfinished">请将其恢复，或将项目保存到别处，然后重试。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/tasks.py"/>
      <source>Cancelled.</source>
      <translation type="unfinished">已取消。</translation>
    </message>
  </context>
  <context>
    <name>TextWindow</name>
    <message>
      <location filename="../../boxmanager/dialogs/text_window.py"/>
      <source>Copy</source>
      <translation type="unfinished">复制</translation>
    </message>
  </context>
  <context>
    <name>Title</name>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Not saved: {0} Iceboxer keeps trying.</source>
      <translation type="unfinished">未保存：{0} Iceboxer 会继续尝试。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Not saved: {0} Your work is kept for recovery, and Iceboxer keeps trying.</source>
      <translation type="unfinished">未保存：{0} 您的工作已保留以供恢复，Iceboxer 会继续尝试。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>Save elsewhere…</source>
      <translation type="unfinished">保存到别处…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>no project yet</source>
      <translation type="unfinished">尚无项目</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>not saved</source>
      <translation type="unfinished">未保存</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/title.py"/>
      <source>saved</source>
      <translation type="unfinished">已保存</translation>
    </message>
  </context>
  <context>
    <name>TrainForm</name>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source> min</source>
      <translation type="unfinished"> 分钟</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Advanced ({0} changed)…</source>
      <translation type="unfinished">高级（已更改 {0} 项）…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Advanced…</source>
      <translation type="unfinished">高级…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>All other training settings; the defaults suit most data</source>
      <translation type="unfinished">所有其他训练设置；默认值适合大多数数据</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Box size</source>
      <translation type="unfinished">框尺寸</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Device</source>
      <translation type="unfinished">设备</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Device that networks run on; auto uses a GPU if there is one, a named device is never replaced</source>
      <translation type="unfinished">网络运行的设备；auto 在有 GPU 时使用 GPU，指定的设备不会被替换</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Length of a training in minutes on an idle machine; a busy one takes longer for the same result</source>
      <translation type="unfinished">在空闲机器上的训练时长（分钟）；繁忙的机器达到相同结果需要更久</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Maximum minutes of training</source>
      <translation type="unfinished">最长训练时间（分钟）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Network</source>
      <translation type="unfinished">网络</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Network to train: compact trains in seconds on any computer, yolo is the large one of the crYOLO paper</source>
      <translation type="unfinished">要训练的网络：compact 在任何计算机上几秒即可训练，yolo 是 crYOLO 论文中的大型网络</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Start from</source>
      <translation type="unfinished">起点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Start training from</source>
      <translation type="unfinished">训练起点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Time</source>
      <translation type="unfinished">时间</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>Weights to start training from: the active model if there is one, the built-in general model, or random weights</source>
      <translation type="unfinished">训练的初始权重：活动模型（如果有）、内置的通用模型或随机权重</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>active model</source>
      <translation type="unfinished">活动模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>compact</source>
      <translation type="unfinished">紧凑</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>general model</source>
      <translation type="unfinished">通用模型</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>scratch</source>
      <translation type="unfinished">从零开始</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train_settings.py"/>
      <source>yolo (slow)</source>
      <translation type="unfinished">yolo（慢）</translation>
    </message>
  </context>
  <context>
    <name>TrainPanel</name>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist</source>
      <translation type="unfinished">助手</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist starts at {1} labels; there are {0:,}.</source>
      <translation type="unfinished">助手从 {1} 个标注开始；现有 {0:,} 个。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assist starts at {1} labels; there is {0:,}.</source>
      <translation type="unfinished">助手从 {1} 个标注开始；现有 {0:,} 个。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assistant paused</source>
      <translation type="unfinished">助手已暂停</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Assistant training</source>
      <translation type="unfinished">助手正在训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick all</source>
      <translation type="unfinished">挑选全部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick all micrographs  (Ctrl+Shift+K)</source>
      <translation type="unfinished">挑选所有显微图  (Ctrl+Shift+K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick current</source>
      <translation type="unfinished">挑选当前</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Pick the current micrograph  (Ctrl+K)</source>
      <translation type="unfinished">挑选当前显微图  (Ctrl+K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>The assistant is training…</source>
      <translation type="unfinished">助手正在训练…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train</source>
      <translation type="unfinished">训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train and pick</source>
      <translation type="unfinished">训练与挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train in the background from {0} labels on, and propose boxes while you label  (Ctrl+Shift+A)</source>
      <translation type="unfinished">从 {0} 个标注开始在后台训练，并在标注时建议框  (Ctrl+Shift+A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>Train on the labels, then pick the current micrograph  (Ctrl+T)</source>
      <translation type="unfinished">用标注训练，然后挑选当前显微图  (Ctrl+T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0:,} label</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0:,} labels</source>
      <translation type="unfinished">{0:,} 个标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/train.py"/>
      <source>{0} · {1}, {2:.0f} s</source>
      <translation type="unfinished">{0} · {1}，{2:.0f} 秒</translation>
    </message>
  </context>
  <context>
    <name>Validation</name>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>F1</source>
      <translation type="unfinished">F1</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, on simulated micrographs; your data will differ</source>
      <translation type="unfinished">通用模型，基于模拟显微图；您的数据会有所不同</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, validated on 1 data set</source>
      <translation type="unfinished">通用模型，在 1 个数据集上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>General model, validated on {0:,} data sets</source>
      <translation type="unfinished">通用模型，在 {0:,} 个数据集上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Precision</source>
      <translation type="unfinished">精确率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Recall</source>
      <translation type="unfinished">召回率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set recommended threshold</source>
      <translation type="unfinished">设为建议的阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set the threshold to {0:.2f}, the best on the validation micrographs of the model</source>
      <translation type="unfinished">将阈值设为 {0:.2f}，即模型验证显微图上的最佳值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Set ▼ {0:.2f}</source>
      <translation type="unfinished">设为 ▼ {0:.2f}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>The true precision is higher: many particles are unlabelled, and their picks count as false.</source>
      <translation type="unfinished">真实精确率更高：许多颗粒未标注，其挑选被计为错误。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated in the training</source>
      <translation type="unfinished">在训练中验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated on 1 micrograph</source>
      <translation type="unfinished">在 1 张显微图上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>Validated on {0:,} micrographs</source>
      <translation type="unfinished">在 {0:,} 张显微图上验证</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/validation.py"/>
      <source>{0} on the validation micrographs at this threshold</source>
      <translation type="unfinished">此阈值下验证显微图上的{0}</translation>
    </message>
  </context>
  <context>
    <name>Viewing</name>
    <message>
      <location filename="../../boxmanager/features/viewing.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">正在读取 {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/viewing.py"/>
      <source>This micrograph cannot be read.

{0}</source>
      <translation type="unfinished">无法读取此显微图。

{0}</translation>
    </message>
  </context>
  <context>
    <name>Watching</name>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Stop watching</source>
      <translation type="unfinished">停止监视</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watch a folder</source>
      <translation type="unfinished">监视文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watched folder</source>
      <translation type="unfinished">监视的文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watching &lt;b&gt;{0}&lt;/b&gt;</source>
      <translation type="unfinished">正在监视 &lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>Watching &lt;b&gt;{0}&lt;/b&gt; for filaments</source>
      <translation type="unfinished">正在监视 &lt;b&gt;{0}&lt;/b&gt; 的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waiting for new micrographs</source>
      <translation type="unfinished">等待新的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waits until the assistant is switched off</source>
      <translation type="unfinished">等待助手关闭</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>waits until the running task ends</source>
      <translation type="unfinished">等待正在运行的任务结束</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} arriving</source>
      <translation type="unfinished">{0:,} 个正在写入</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} picked</source>
      <translation type="unfinished">已挑选 {0:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>{0:,} queued</source>
      <translation type="unfinished">排队 {0:,}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/features/watching.py"/>
      <source>✕ {0:,} cannot be read</source>
      <translation type="unfinished">✕ {0:,} 个无法读取</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Continue with saved boxes</source>
      <translation type="unfinished">继续使用已保存的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Drop micrographs or a folder here, or choose one of these.</source>
      <translation type="unfinished">将显微图或文件夹拖到此处，或选择：</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Iceboxer</source>
      <translation type="unfinished">Iceboxer</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>MRC, TIFF, JPEG or PNG files, including subfolders</source>
      <translation type="unfinished">MRC、TIFF、JPEG 或 PNG 文件，包括子文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open a folder of micrographs</source>
      <translation type="unfinished">打开显微图文件夹</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open a project</source>
      <translation type="unfinished">打开项目</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Open {0}</source>
      <translation type="unfinished">打开 {0}</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Recent</source>
      <translation type="unfinished">最近</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Simulate a few micrographs in seconds</source>
      <translation type="unfinished">几秒内模拟几张显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/panels/welcome.py"/>
      <source>Try a sample</source>
      <translation type="unfinished">试用示例</translation>
    </message>
  </context>
  <context>
    <name>WrittenDialog</name>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Exported boxes</source>
      <translation type="unfinished">已导出的框</translation>
    </message>
  </context>
  <context>
    <name>WrittenView</name>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>&lt;b&gt;They fit the micrograph better {0}&lt;/b&gt;: {1:.0%} then have the contrast of a particle, but only {2:.0%} as exported. Check the boxes in the window, and export again.</source>
      <translation type="unfinished">&lt;b&gt;以此方式更适合显微图：{0}&lt;/b&gt;。此时 {1:.0%} 具有颗粒的对比度，而按导出仅 {2:.0%}。请在窗口中检查框，然后重新导出。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>&lt;b&gt;{0} does not hold the exported boxes of {1}. Export again.&lt;/b&gt;</source>
      <translation type="unfinished">&lt;b&gt;{0} 不含 {1} 的导出框。请重新导出。&lt;/b&gt;</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Micrograph with the boxes read back from the exported file</source>
      <translation type="unfinished">带有从导出文件读回的框的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Reading {0}…</source>
      <translation type="unfinished">正在读取 {0}…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>Their contrast does not show whether they are the right way up; look at the boxes.</source>
      <translation type="unfinished">其对比度无法表明方向是否正确；请查看这些框。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>They are the right way up: {0:.0%} have the contrast of a particle.</source>
      <translation type="unfinished">方向正确：{0:.0%} 具有颗粒的对比度。</translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>{1} as {2} will draw it over {3}: 1 box, as exported. </source>
      <translation type="unfinished">{1}，{2} 将如此叠加于 {3}：1 个框，与导出相同。 </translation>
    </message>
    <message>
      <location filename="../../boxmanager/dialogs/written.py"/>
      <source>{1} as {2} will draw it over {3}: {0:,} boxes, as exported. </source>
      <translation type="unfinished">{1}，{2} 将如此叠加于 {3}：{0:,} 个框，与导出相同。 </translation>
    </message>
  </context>
  <context>
    <name>actions</name>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;About Iceboxer</source>
      <translation type="unfinished">关于 Iceboxer(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Accept visible picks</source>
      <translation type="unfinished">接受可见挑选(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Assist</source>
      <translation type="unfinished">助手(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Back to the pick before</source>
      <translation type="unfinished">返回上一个挑选(&amp;B)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Box</source>
      <translation type="unfinished">框(&amp;B)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Boxes</source>
      <translation type="unfinished">框(&amp;B)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cancel</source>
      <translation type="unfinished">取消(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cancel drag or selection</source>
      <translation type="unfinished">取消拖动或选择(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Clear painted mask</source>
      <translation type="unfinished">清除绘制的掩膜(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Cut filament here</source>
      <translation type="unfinished">在此剪断纤维(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Delete all boxes and filaments here</source>
      <translation type="unfinished">删除此处所有框和纤维(&amp;D)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Delete selection</source>
      <translation type="unfinished">删除所选(&amp;D)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Edit</source>
      <translation type="unfinished">编辑(&amp;E)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Erase</source>
      <translation type="unfinished">擦除(&amp;E)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Erase mask</source>
      <translation type="unfinished">擦除掩膜(&amp;E)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export boxes…</source>
      <translation type="unfinished">导出框(&amp;E)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export filaments…</source>
      <translation type="unfinished">导出纤维(&amp;E)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Export selected classes…</source>
      <translation type="unfinished">导出所选分类(&amp;E)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Facts…</source>
      <translation type="unfinished">信息(&amp;F)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;File</source>
      <translation type="unfinished">文件(&amp;F)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Find an action…</source>
      <translation type="unfinished">查找操作(&amp;F)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Gallery</source>
      <translation type="unfinished">图库(&amp;G)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Go to…</source>
      <translation type="unfinished">转到(&amp;G)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Grey out picks in junk</source>
      <translation type="unfinished">将杂质中的挑选变灰(&amp;G)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Help</source>
      <translation type="unfinished">帮助(&amp;H)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import boxes…</source>
      <translation type="unfinished">导入框(&amp;I)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import filaments…</source>
      <translation type="unfinished">导入纤维(&amp;I)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Import masks…</source>
      <translation type="unfinished">导入掩膜(&amp;I)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Join two filaments</source>
      <translation type="unfinished">连接两条纤维(&amp;J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Junk</source>
      <translation type="unfinished">杂质(&amp;J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Larger boxes</source>
      <translation type="unfinished">较大的框(&amp;L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Log</source>
      <translation type="unfinished">日志(&amp;L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Lower threshold</source>
      <translation type="unfinished">降低阈值(&amp;L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Manual</source>
      <translation type="unfinished">手册(&amp;M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Micrograph</source>
      <translation type="unfinished">显微图(&amp;M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Next</source>
      <translation type="unfinished">下一个(&amp;N)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Paint mask</source>
      <translation type="unfinished">绘制掩膜(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pan</source>
      <translation type="unfinished">平移(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pick current</source>
      <translation type="unfinished">挑选当前(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Pick filaments of current</source>
      <translation type="unfinished">挑选当前的纤维(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Previous</source>
      <translation type="unfinished">上一个(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Quit</source>
      <translation type="unfinished">退出(&amp;Q)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Redo</source>
      <translation type="unfinished">重做(&amp;R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Remove from project</source>
      <translation type="unfinished">从项目中移除(&amp;R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Report a problem…</source>
      <translation type="unfinished">报告问题(&amp;R)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Ruler</source>
      <translation type="unfinished">标尺(&amp;R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Save project</source>
      <translation type="unfinished">保存项目(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Select</source>
      <translation type="unfinished">选择(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Shortcuts</source>
      <translation type="unfinished">快捷键(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Show junk</source>
      <translation type="unfinished">显示杂质(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Show segments</source>
      <translation type="unfinished">显示片段(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Stop and keep best</source>
      <translation type="unfinished">停止并保留最佳(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Table of micrographs</source>
      <translation type="unfinished">显微图表格(&amp;T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train</source>
      <translation type="unfinished">训练(&amp;T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train and pick</source>
      <translation type="unfinished">训练与挑选(&amp;T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Train on filaments</source>
      <translation type="unfinished">用纤维训练(&amp;T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Undo</source>
      <translation type="unfinished">撤销(&amp;U)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;View</source>
      <translation type="unfinished">视图(&amp;V)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Watch a folder for filaments…</source>
      <translation type="unfinished">监视文件夹中的纤维(&amp;W)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Watch a folder…</source>
      <translation type="unfinished">监视文件夹(&amp;W)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>&amp;Zoom out</source>
      <translation type="unfinished">缩小(&amp;Z)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>A&amp;ccept selected picks</source>
      <translation type="unfinished">接受所选挑选(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add micro&amp;graphs…</source>
      <translation type="unfinished">添加显微图(&amp;G)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add the boxes in files of EMAN, RELION, cryoSPARC, crYOLO, Topaz and other programs</source>
      <translation type="unfinished">添加 EMAN、RELION、cryoSPARC、crYOLO、Topaz 和其他程序文件中的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Add the filaments in files of EMAN, crYOLO, RELION and cryoSPARC, starts and ends included</source>
      <translation type="unfinished">添加 EMAN、crYOLO、RELION 和 cryoSPARC 文件中的纤维，包括起点和终点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Arrows</source>
      <translation type="unfinished">方向键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Assist</source>
      <translation type="unfinished">助手</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Average the visible boxes of all micrographs in classes, without a reference</source>
      <translation type="unfinished">无需参考，将所有显微图的可见框分类平均</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Change mar&amp;ker</source>
      <translation type="unfinished">更改标记(&amp;K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Chec&amp;k these picks</source>
      <translation type="unfinished">检查这些挑选(&amp;K)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Classes</source>
      <translation type="unfinished">分类(&amp;W)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click</source>
      <translation type="unfinished">单击</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click along a filament</source>
      <translation type="unfinished">沿纤维单击</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click along a filament; a double-click or Return ends it, Esc takes the last point back</source>
      <translation type="unfinished">沿纤维单击；双击或回车结束，Esc 收回最后一点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click on a greyed pick</source>
      <translation type="unfinished">单击变灰的挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click the corners of an area to mask, or draw around it; Return or a double click closes it</source>
      <translation type="unfinished">单击要掩膜区域的各角，或沿其边缘拖动；回车或双击闭合</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Click to place a box, drag a box to move it, Ctrl+click to delete it</source>
      <translation type="unfinished">单击放置框，拖动移动框，Ctrl+单击删除框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Colour picks by confi&amp;dence</source>
      <translation type="unfinished">按置信度着色(&amp;D)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Com&amp;pare with a folder…</source>
      <translation type="unfinished">与文件夹比较(&amp;P)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Compare with &amp;files…</source>
      <translation type="unfinished">与文件比较(&amp;F)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Cop&amp;y picture of the view</source>
      <translation type="unfinished">复制视图图片(&amp;Y)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ctrl+click</source>
      <translation type="unfinished">Ctrl+单击</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ctrl+wheel</source>
      <translation type="unfinished">Ctrl+滚轮</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Cut the filament under the mouse in two</source>
      <translation type="unfinished">将鼠标下的纤维剪为两段</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Delete labels and reject picks; rejected picks can be restored</source>
      <translation type="unfinished">删除标注并拒绝挑选结果；被拒绝的可以恢复</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag a point or the curve</source>
      <translation type="unfinished">拖动点或曲线</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag beside boxes</source>
      <translation type="unfinished">在框旁拖动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag on a box</source>
      <translation type="unfinished">在框上拖动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag over a mask, or over junk that the model sees, to remove it</source>
      <translation type="unfinished">拖过掩膜或模型识别的杂质以移除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag over boxes to delete them</source>
      <translation type="unfinished">拖过框以删除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag the micrograph; with any tool, hold Space or the middle button</source>
      <translation type="unfinished">拖动显微图；使用任何工具时按住空格键或鼠标中键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag to mask an area; [ and ] or Ctrl and the wheel change the brush, Ctrl+drag erases</source>
      <translation type="unfinished">拖动以掩膜区域；[ 和 ] 或 Ctrl 加滚轮改变画笔，Ctrl+拖动擦除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Drag to measure a distance in px and Å</source>
      <translation type="unfinished">拖动以测量距离 (px 和 Å)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Draw a rectangle around boxes; Shift adds to the selection</source>
      <translation type="unfinished">在框周围画矩形；按 Shift 添加到选择</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Draw each pick in a colour that shows its confidence</source>
      <translation type="unfinished">以表示置信度的颜色绘制每个挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;dit shortcuts…</source>
      <translation type="unfinished">编辑快捷键(&amp;D)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;xclude</source>
      <translation type="unfinished">排除(&amp;X)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>E&amp;xport masks…</source>
      <translation type="unfinished">导出掩膜(&amp;X)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>End compar&amp;ison</source>
      <translation type="unfinished">结束比较(&amp;I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Erase</source>
      <translation type="unfinished">擦除</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Exp&amp;ort STAR (RELION)…</source>
      <translation type="unfinished">导出 STAR (RELION)(&amp;O)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Expor&amp;t for cryoSPARC…</source>
      <translation type="unfinished">导出到 cryoSPARC(&amp;T)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export CBO&amp;X…</source>
      <translation type="unfinished">导出 CBOX(&amp;X)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export CS&amp;V…</source>
      <translation type="unfinished">导出 CSV(&amp;V)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export EMAN .&amp;box…</source>
      <translation type="unfinished">导出 EMAN .box(&amp;B)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export for RELIO&amp;N…</source>
      <translation type="unfinished">导出到 RELION(&amp;N)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Export list of &amp;micrographs…</source>
      <translation type="unfinished">导出显微图列表(&amp;M)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>F&amp;ilaments</source>
      <translation type="unfinished">纤维(&amp;I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>F&amp;ull screen</source>
      <translation type="unfinished">全屏(&amp;U)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Filament</source>
      <translation type="unfinished">纤维(&amp;F)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Fit &amp;contrast</source>
      <translation type="unfinished">调整对比度(&amp;C)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Go to the micrograph with the largest share of picks close to the threshold</source>
      <translation type="unfinished">转到接近阈值的挑选比例最大的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Import 2-D c&amp;lassification…</source>
      <translation type="unfinished">导入二维分类(&amp;L)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>In&amp;vert</source>
      <translation type="unfinished">反相(&amp;V)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Join the two selected filaments at their nearest ends</source>
      <translation type="unfinished">在最近的端点处连接所选的两条纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Judge forty picks to estimate the precision and the best threshold</source>
      <translation type="unfinished">判断四十个挑选，以估计精确率和最佳阈值</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Judge the visible picks of all micrographs, least confident first, with two keys</source>
      <translation type="unfinished">用两个键判断所有显微图的可见挑选，置信度最低优先</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Label selec&amp;ted classes</source>
      <translation type="unfinished">标注所选分类(&amp;T)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>List of &amp;micrographs</source>
      <translation type="unfinished">显微图列表(&amp;M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Logarithmic &amp;histograms</source>
      <translation type="unfinished">对数直方图(&amp;H)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Make cla&amp;sses</source>
      <translation type="unfinished">生成分类(&amp;S)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark as &amp;empty</source>
      <translation type="unfinished">标记为空(&amp;E)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark boxes by a circle of the particle's diameter, the box, a dot or a cross</source>
      <translation type="unfinished">以颗粒直径的圆、框、点或十字标记框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mark this micrograph as free of particles; a training uses it as background</source>
      <translation type="unfinished">将此显微图标记为不含颗粒；训练将其用作背景</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mask &amp;outline</source>
      <translation type="unfinished">掩膜轮廓(&amp;O)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Mask the carbon film that the model sees on this micrograph, as a mask that you can edit</source>
      <translation type="unfinished">将模型在此显微图上识别的碳膜设为可编辑的掩膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Most uncertain micro&amp;graph</source>
      <translation type="unfinished">最不确定的显微图(&amp;G)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Move the visible boxes onto the centres of their class averages</source>
      <translation type="unfinished">将可见的框移到其分类平均图的中心</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Ne&amp;xt uncertain pick</source>
      <translation type="unfinished">下一个不确定的挑选(&amp;X)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Neither count nor export picks in junk or near it; click one to keep it as a label</source>
      <translation type="unfinished">不计数也不导出杂质中或附近的挑选；单击可保留为标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Neither train on, pick, count nor export the selected micrographs, or include them again</source>
      <translation type="unfinished">将所选显微图排除在训练、挑选、计数和导出之外，或恢复它们</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Next without &amp;labels</source>
      <translation type="unfinished">下一个无标注的(&amp;L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>One to &amp;one</source>
      <translation type="unfinished">一比一(&amp;O)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;folder…</source>
      <translation type="unfinished">打开文件夹(&amp;F)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;micrographs…</source>
      <translation type="unfinished">打开显微图(&amp;M)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;project…</source>
      <translation type="unfinished">打开项目(&amp;P)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open &amp;recent</source>
      <translation type="unfinished">最近打开(&amp;R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open all micrographs in a folder and its subfolders</source>
      <translation type="unfinished">打开文件夹及其子文件夹中的所有显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Open the sam&amp;ple</source>
      <translation type="unfinished">打开示例(&amp;P)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Outline</source>
      <translation type="unfinished">轮廓</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>P&amp;article circle</source>
      <translation type="unfinished">颗粒圆圈(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Paint</source>
      <translation type="unfinished">绘制</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick &amp;outdated filaments again</source>
      <translation type="unfinished">重新挑选过期的纤维(&amp;O)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick a&amp;ll micrographs</source>
      <translation type="unfinished">挑选所有显微图(&amp;L)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick all</source>
      <translation type="unfinished">挑选全部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick filaments of &amp;all</source>
      <translation type="unfinished">挑选全部的纤维(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick micrographs as they arrive in a folder</source>
      <translation type="unfinished">显微图到达文件夹时即挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick outdated a&amp;gain</source>
      <translation type="unfinished">重新挑选过期的(&amp;G)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of all micrographs</source>
      <translation type="unfinished">挑选所有显微图的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of micrographs as they arrive in a folder</source>
      <translation type="unfinished">显微图到达文件夹时即挑选其纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the filaments of this micrograph</source>
      <translation type="unfinished">挑选此显微图的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the micrographs again whose filaments come from another model or width</source>
      <translation type="unfinished">重新挑选纤维来自其他模型或宽度的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pick the micrographs again whose picks come from another model or box size</source>
      <translation type="unfinished">重新挑选其挑选来自其他模型或框尺寸的显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Pixel &amp;size…</source>
      <translation type="unfinished">像素尺寸(&amp;S)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Preferen&amp;ces…</source>
      <translation type="unfinished">首选项(&amp;C)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Propose carbon &amp;film</source>
      <translation type="unfinished">建议碳膜(&amp;F)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Raise threshold</source>
      <translation type="unfinished">提高阈值(&amp;Q)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Re&amp;ject selected classes</source>
      <translation type="unfinished">拒绝所选分类(&amp;J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Re&amp;view all picks</source>
      <translation type="unfinished">审查所有挑选(&amp;V)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read &amp;CTF…</source>
      <translation type="unfinished">读取 CTF(&amp;C)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC</source>
      <translation type="unfinished">从 RELION 或 cryoSPARC 的文件读取欠焦、像散和分辨率</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Read masks in MRC, TIFF or PNG files that are named like the micrographs</source>
      <translation type="unfinished">读取与显微图同名的 MRC、TIFF 或 PNG 掩膜文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Recentre b&amp;oxes on their classes</source>
      <translation type="unfinished">按分类重新居中框(&amp;O)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Reject the visible picks of the selected classes; the next training learns from them</source>
      <translation type="unfinished">拒绝所选分类中可见的挑选；下次训练将从中学习</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Remove everything that was painted and erased on this micrograph</source>
      <translation type="unfinished">移除此显微图上绘制和擦除的所有内容</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Replace picks by consens&amp;us…</source>
      <translation type="unfinished">以共识替换挑选(&amp;U)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Replace the picks by the boxes that several results agree on</source>
      <translation type="unfinished">以多个结果一致的框替换挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Resto&amp;re rejected boxes</source>
      <translation type="unfinished">恢复被拒绝的框(&amp;R)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Restore the selected rejected boxes, or all of this micrograph if none is selected</source>
      <translation type="unfinished">恢复所选的被拒绝框；未选择时恢复此显微图的全部</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Return to the pick that was reviewed before, and take its judgement back</source>
      <translation type="unfinished">返回上一个审查的挑选并收回其判断</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Right drag</source>
      <translation type="unfinished">右键拖动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>S&amp;maller boxes</source>
      <translation type="unfinished">较小的框(&amp;M)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save now; a project that has a folder also saves itself after every edit</source>
      <translation type="unfinished">立即保存；有文件夹的项目在每次编辑后也会自动保存</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save pict&amp;ure of the view…</source>
      <translation type="unfinished">保存视图图片(&amp;U)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Save project &amp;as…</source>
      <translation type="unfinished">项目另存为(&amp;A)…</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select &amp;all</source>
      <translation type="unfinished">全选(&amp;A)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select &amp;nothing</source>
      <translation type="unfinished">取消选择(&amp;N)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Select the pick closest to the threshold; Return accepts, Delete rejects, the next follows</source>
      <translation type="unfinished">选择最接近阈值的挑选；回车接受，Delete 拒绝，然后继续</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Shift+drag</source>
      <translation type="unfinished">Shift+拖动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Shift+wheel</source>
      <translation type="unfinished">Shift+滚轮</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show a circle of the assumed particle diameter; drag it to fit a particle, then pick again</source>
      <translation type="unfinished">显示假定颗粒直径的圆；拖动以适合颗粒，然后重新挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show a line across each filament where its segments will be</source>
      <translation type="unfinished">在每条纤维上用横线显示片段的位置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show averages of the boxes of all micrographs</source>
      <translation type="unfinished">显示所有显微图框的平均图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show crops of all boxes of this micrograph</source>
      <translation type="unfinished">显示此显微图所有框的截图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show how the boxes in a folder agree with the visible boxes</source>
      <translation type="unfinished">显示文件夹中的框与可见框的一致程度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show how the boxes in files agree with the visible boxes; each file is one result</source>
      <translation type="unfinished">显示文件中的框与可见框的一致程度；每个文件为一个结果</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show one pixel of the micrograph as one pixel of the screen</source>
      <translation type="unfinished">显微图的一个像素对应屏幕的一个像素</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show re&amp;jected boxes</source>
      <translation type="unfinished">显示被拒绝的框(&amp;J)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the filaments of this micrograph as straight strips</source>
      <translation type="unfinished">将此显微图的纤维显示为直条</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the file, the pixels and the boxes of this micrograph in numbers</source>
      <translation type="unfinished">以数字显示此显微图的文件、像素和框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show the messages and tasks of this run</source>
      <translation type="unfinished">显示本次运行的消息和任务</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Show versions, device and log, to copy into a report</source>
      <translation type="unfinished">显示版本、设备和日志，以便复制到报告</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Side pa&amp;nels</source>
      <translation type="unfinished">侧面板(&amp;N)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Space or middle button</source>
      <translation type="unfinished">空格键或中键</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Stop watch&amp;ing</source>
      <translation type="unfinished">停止监视(&amp;I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Straightened filaments</source>
      <translation type="unfinished">拉直的纤维(&amp;X)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Tint carbon film, ice, aggregates, dead borders and painted masks</source>
      <translation type="unfinished">为碳膜、冰、聚集体、无效边缘和绘制的掩膜着色</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train</source>
      <translation type="unfinished">训练</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train in the background and propose boxes while you label</source>
      <translation type="unfinished">在后台训练，并在标注时建议框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train on all labelled filaments, then pick the filaments of this micrograph</source>
      <translation type="unfinished">用所有已标注的纤维训练，然后挑选此显微图的纤维</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Train on all labels, then pick this micrograph</source>
      <translation type="unfinished">用所有标注训练，然后挑选此显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn all visible picks into labels, or only the selected ones if there are any</source>
      <translation type="unfinished">将所有可见的挑选变为标注；有选择时仅处理所选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn picks in good classes of RELION or cryoSPARC into labels and reject discarded ones</source>
      <translation type="unfinished">将 RELION 或 cryoSPARC 好的分类中的挑选变为标注，并拒绝被舍弃的</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn the selected picks into labels</source>
      <translation type="unfinished">将所选挑选变为标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Turn the visible picks of the selected classes into labels</source>
      <translation type="unfinished">将所选分类中可见的挑选变为标注</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Wheel</source>
      <translation type="unfinished">滚轮</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Widen the list to a table with ice, sharpness, CTF and other measures of each micrograph</source>
      <translation type="unfinished">将列表展开为表格，显示每张显微图的冰、清晰度、CTF 等指标</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write a picking job for RELION 4 and 5, with the micrograph names of the RELION project</source>
      <translation type="unfinished">为 RELION 4 和 5 写出挑选作业，使用 RELION 项目中的显微图名称</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write one file for cryoSPARC to import, with its micrograph names</source>
      <translation type="unfinished">写出供 cryoSPARC 导入的文件，使用其显微图名称</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write only the visible boxes of the selected classes</source>
      <translation type="unfinished">仅写出所选分类的可见框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the list of the micrographs that are kept, for RELION or as text</source>
      <translation type="unfinished">为 RELION 或以文本写出保留的显微图列表</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the visible boxes for RELION, EMAN, cryoSPARC or crYOLO, or as a table</source>
      <translation type="unfinished">为 RELION、EMAN、cryoSPARC、crYOLO 或以表格形式写出可见的框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write the visible filaments for RELION, cryoSPARC or EMAN, and show what to set there</source>
      <translation type="unfinished">为 RELION、cryoSPARC 或 EMAN 写出可见的纤维，并显示那里的设置</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Write where micrographs are masked as MRC, TIFF or PNG files</source>
      <translation type="unfinished">将显微图的掩膜区域写为 MRC、TIFF 或 PNG 文件</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>X</source>
      <translation type="unfinished">X</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Zoom &amp;in</source>
      <translation type="unfinished">放大(&amp;I)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>Zoom to &amp;fit</source>
      <translation type="unfinished">适合窗口(&amp;Y)</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>bend the selected filament; double-click inserts a point</source>
      <translation type="unfinished">弯曲所选纤维；双击插入点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>brightness</source>
      <translation type="unfinished">亮度</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>brightness (up and down) and contrast (left and right)</source>
      <translation type="unfinished">亮度（上下）和对比度（左右）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>delete a label or reject a pick</source>
      <translation type="unfinished">删除标注或拒绝挑选</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>draw a box and set the size of all boxes (tool 2)</source>
      <translation type="unfinished">绘制框并设置所有框的尺寸（工具 2）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>draw it; double-click or Return ends, Esc takes a point back</source>
      <translation type="unfinished">绘制；双击或回车结束，Esc 收回一点</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>hide the boxes while held</source>
      <translation type="unfinished">按住时隐藏框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>keep it as a label (tool 2)</source>
      <translation type="unfinished">保留为标注（工具 2）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>move it together with all selected boxes</source>
      <translation type="unfinished">与所有所选框一起移动</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>nudge the selected boxes by 1 px, with Shift by 10</source>
      <translation type="unfinished">将所选框微移 1 px，按 Shift 移 10 px</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>pan while held</source>
      <translation type="unfinished">按住时平移</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>place a box (tool 2)</source>
      <translation type="unfinished">放置框（工具 2）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>select boxes</source>
      <translation type="unfinished">选择框</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>size of the mask brush (tools 7 and 8)</source>
      <translation type="unfinished">掩膜画笔的大小（工具 7 和 8）</translation>
    </message>
    <message>
      <location filename="../../boxmanager/window/actions.py"/>
      <source>zoom at the cursor</source>
      <translation type="unfinished">在光标处缩放</translation>
    </message>
  </context>
  <context>
    <name>junk</name>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Aggregate</source>
      <translation type="unfinished">聚集体</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Carbon film</source>
      <translation type="unfinished">碳膜</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Dead border</source>
      <translation type="unfinished">无效边缘</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Empty hole</source>
      <translation type="unfinished">空孔</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Ice</source>
      <translation type="unfinished">冰</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/layers.py"/>
      <source>No junk found here</source>
      <translation type="unfinished">此处未发现杂质</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/layers.py"/>
      <source>No junk map: pick this micrograph</source>
      <translation type="unfinished">没有杂质图：请挑选此显微图</translation>
    </message>
    <message>
      <location filename="../../boxmanager/canvas/junk_tint.py"/>
      <source>Painted</source>
      <translation type="unfinished">绘制</translation>
    </message>
  </context>
</TS>
