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

package io.zmqtt.sample;

import org.jspecify.annotations.Nullable;

/**
 * The temperature that a room should have, as published to
 * {@code building/{room}/set-point}.
 *
 * @param celsius the temperature in degrees Celsius; null if the sender left it out
 */
record SetPoint(@Nullable Double celsius) {

	static final double LOWEST = 5;

	static final double HIGHEST = 35;

	boolean isValid() {
		return this.celsius != null && this.celsius >= LOWEST && this.celsius <= HIGHEST;
	}

}
