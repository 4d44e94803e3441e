/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Figures}, {@link FigureTable} and {@link HeapTrend}.
 */
class FiguresTests {

	private final Figures figures = new Figures();

	@Test
	void figuresSurviveTheWayFromTheChild() {
		Figure figure = new Figure("half of the maximum", "p99, us", 12.5);
		assertThat(Figure.isLine(figure.toLine())).isTrue();
		assertThat(Figure.isLine("anything else")).isFalse();
		assertThat(Figure.parse(figure.toLine())).isEqualTo(figure);
	}

	@Test
	void takesMediansAndTheBestOfPeers() {
		add("a", 3, 1, 2);
		add("b", 5, 1.5);
		assertThat(this.figures.spread("s", "a", "m")).isEqualTo(new Spread(2, 1, 3));
		assertThat(this.figures.best("s", "m", List.of("a", "b"))).isEqualTo(2);
		assertThat(this.figures.best("s", "m", List.of("b", "c"))).isEqualTo(3.25);
		assertThat(this.figures.best("s", "m", List.of("c"))).isNaN();
		assertThat(this.figures.median("other", "a", "m")).isNaN();
	}

	@Test
	void rendersRowsAndLeavesOutWhatIsMissing() {
		add("a", 1, 2);
		add("b", 5);
		FigureTable table = new FigureTable(this.figures, "what",
				List.of(new FigureTable.Column("m", "%.1f"), new FigureTable.Column("n", "%.1f")));
		assertThat(table.toMarkdown().lines()).containsExactly("| what | peer | m | n |", "|---|---|---:|---:|",
				"| s | a | 1.5 (1.0 to 2.0) |  |", "| s | b | 5.0 |  |");
		assertThat(table.toSvg("Title", "m", List.of("a", "b"))).contains("Title");
		assertThat(table.toSvg("Title", "n", List.of("a", "b"))).isEmpty();
	}

	@Test
	void theHeapIsFlatIfItsSecondHalfIsNoHigher() {
		assertThat(HeapTrend.of(List.of(90.0, 90.0, 20.0, 21.0, 20.0, 20.0, 21.0, 20.0, 20.5, 21.0)).isFlat()).isTrue();
		assertThat(HeapTrend.of(List.of(9.0, 9.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0)).isFlat()).isFalse();
		assertThat(HeapTrend.of(List.of(1.0)).isFlat()).isFalse();
		assertThat(HeapTrend.of(List.of()).describe()).contains("Too few");
	}

	private void add(String peer, double... values) {
		for (double value : values) {
			this.figures.add(peer, new Figure("s", "m", value));
		}
	}

}
