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

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the climate control.
 *
 * @param alertAbove the temperature above which a room raises an alert, in degrees
 * Celsius
 * @param maxRooms how many rooms are kept; readings of further ones are ignored
 * @param simulation the simulated rooms
 */
@ConfigurationProperties("climate")
record ClimateProperties(@DefaultValue("26") double alertAbove, @DefaultValue("1000") int maxRooms,
		@DefaultValue Simulation simulation) {

	/**
	 * Rooms that exist only in this program.
	 *
	 * @param rooms their names
	 * @param setPoint their temperature until told otherwise, in degrees Celsius
	 */
	record Simulation(@DefaultValue List<String> rooms, @DefaultValue("21") double setPoint) {

	}

}
